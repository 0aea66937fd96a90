import type { Manager } from '../core/core.js';
import type { ManagedSmurfInstance } from '../core/instance.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { MinPrivs } from '../ocs/access/cred-level.js';
import { createExclusiveAccess } from '../ocs/access/exclusive.js';
import { type AccessPolicy, NO_POLICY } from '../ocs/access/policy.js';
import { type AgentStanding, createAgent } from '../ocs/agent/agent.js';
import type { ProcessDefinition } from '../ocs/agent/operations.js';
import { createOcsClient } from '../ocs/client.js';
import { encodeInstances } from './encode.js';
import { publishFeeds, registerFeeds } from './feeds.js';
import { createSlotOperations, type SlotOperation } from './slot-operation.js';

export interface MultiSmurfManagerOptions {
  readonly manager: Manager;
  /** `multismurf`, by custom. */
  readonly instanceId: string;
  /** `MultiSmurfManager`. */
  readonly agentClass: string;
  /** Who may command us; without one everybody may. */
  readonly accessPolicy?: AccessPolicy;
  readonly logger: Logger;
}

/**
 * The OCS agent that commands any combination of PysmurfController agents. It offers
 *
 * - the process `monitor`, which starts by itself and whose data are {@link MonitoredInstance}s by stream id;
 * - each operation that the slots have, with the parameters `stream_ids` and `run_options` besides its own.
 *   Its data are the encoded sessions of the commanded slots by stream id;
 * - the feeds `smurf_slots` and `runs`, for the aggregator and the InfluxDB publisher.
 */
export interface MultiSmurfManager {
  /** `observatory.multismurf` */
  readonly address: string;
  /** Whether the address is ours. While another server has it we stand by, and take over when it is gone. */
  readonly standing: AgentStanding;
  onStandingChange(listener: (standing: AgentStanding) => void): Closable;
  /** Leaves the network. What the slots do goes on. */
  close(): Promise<void>;
}

const MONITOR: ProcessDefinition = {
  docstring: [
    'monitor()',
    '',
    '**Process** - Tells of every PysmurfController on the network and of the sessions of its operations.',
    'Starts by itself.',
    '',
    'Notes',
    '-----',
    'session.data has an entry for each slot, by stream id (by instance id while that is unknown):',
    'address, instance_id, stream_id, agent_class, expired, last_refresh (UNIX time of the last heartbeat)',
    'and sessions, which holds the encoded session of each operation that had one, with its last 10',
    'messages, the time refreshed_at at which the agent told it, and evicted, true if the agent has',
    'forgotten it since.',
  ].join('\n'),
  blocking: false,
  startup: {},
  run: async () => [true, ''],
};

/** Joins the OCS network as the agent, as soon as the router lets us, until closed. */
export function createMultiSmurfManager(options: MultiSmurfManagerOptions): MultiSmurfManager {
  const { manager, instanceId, agentClass, accessPolicy = NO_POLICY, logger } = options;
  const { connection, place, registry, runs } = manager;
  const { addressRoot } = place;
  const agent = createAgent({ connection, addressRoot, instanceId, agentClass, accessPolicy, logger });
  const closing = new AbortController();
  const operations = createSlotOperations({
    ...{ runs, policy: accessPolicy.kind, closing: closing.signal, logger },
    client: createOcsClient(connection, logger),
    grantOf:
      accessPolicy.kind === 'director'
        ? ({ name, password }) =>
            createExclusiveAccess({
              connection,
              address: `${addressRoot}.${accessPolicy.instanceId}`,
              grantName: name,
              grantee: instanceId,
              ...(password && { password }),
            })
        : null,
  });
  const offered = new Map<string, SlotOperation>();

  /** Offers what the slots have. What one had and no slot has any more stays, and is refused by name. */
  function offer(): void {
    for (const operation of operationsOf(registry.instances)) {
      const { name, type } = operation;
      if (name === 'monitor' || isSame(offered.get(name), operation)) continue;
      // The session that goes on was started as what the operation was.
      const session = agent.session(name);
      if (session && session.status !== 'done' && offered.get(name)?.type !== type) continue;
      const { stop, abort, ...definition } = operations.define(operation);
      if (type === 'process') agent.registerProcess(name, { ...definition, stop });
      else agent.registerTask(name, { ...definition, abort });
      offered.set(name, operation);
    }
  }

  agent.registerProcess('monitor', {
    ...MONITOR,
    async run(session) {
      session.liveData = () => ({ ...encodeInstances(registry.instances) });
      await aborted(session.stopRequested);
      session.data = session.liveData();
      session.liveData = null;
      return [true, 'Stopped; the slots are watched on.'];
    },
  });
  registerFeeds(agent);
  offer();
  const held: Closable[] = [
    registry.instanceEvents.listen(offer),
    publishFeeds(agent, manager, logger),
    agent.onStandingChange(({ registered, refusal }) => {
      if (registered) logger.info({ address: agent.address }, 'answering on the OCS network');
      else if (refusal !== null) logger.warn({ address: agent.address, refusal }, 'standing by');
    }),
  ];
  agent.open();

  return {
    address: agent.address,
    get standing() {
      return agent.standing;
    },
    onStandingChange: agent.onStandingChange,
    async close() {
      for (const closable of held) closable.close();
      closing.abort();
      await agent.close();
    },
  };
}

/** Where slots differ, the first that has an operation says what it is, and the strictest who may do it. */
function operationsOf(instances: readonly ManagedSmurfInstance[]): SlotOperation[] {
  const all = new Map<string, SlotOperation>();
  for (const { api } of instances) {
    for (const [name, { op_type, docstring, min_privs }] of api?.operations ?? []) {
      const known = all.get(name);
      const minPrivs = Math.min(4, Math.max(min_privs, known?.minPrivs ?? 1)) as MinPrivs;
      all.set(name, {
        name,
        type: known?.type ?? op_type,
        docstring: known?.docstring ?? docstring,
        minPrivs,
      });
    }
  }
  return [...all.values()];
}

function isSame(a: SlotOperation | undefined, b: SlotOperation): boolean {
  return a?.type === b.type && a.docstring === b.docstring && a.minPrivs === b.minPrivs;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
