import type { Core } from '../core/core.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { createExclusiveAccess } from '../ocs/access/exclusive.js';
import { type AccessPolicy, NO_POLICY } from '../ocs/access/policy.js';
import { type AgentStanding, createAgent } from '../ocs/agent/agent.js';
import type { ProcessDefinition } from '../ocs/agent/operations.js';
import { createOcsClient } from '../ocs/client.js';
import { encodeInstances } from './encode.js';
import { publishFeeds, registerFeeds } from './feeds.js';
import { offerOperations } from './offer-operations.js';
import { ownTasks } from './own-tasks.js';
import { createSlotOperations } from './slot-operation.js';

export interface MultiSmurfManagerOptions {
  /** The slots and runs that it commands. Its clock is ours, too. */
  readonly core: Core;
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
 * - tasks of our own: `stop_all`, `acknowledge`, `out_of_service`, `in_service`, `cancel_run`, `resume_run` and
 *   `recent_runs`;
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
    '**Process** - Shows every PysmurfController on the network and the sessions of its operations.',
    'Starts by itself.',
    '',
    'Notes',
    '-----',
    'session.data has an entry for each slot, by stream id (by instance id while that is unknown):',
    'address, instance_id, stream_id, agent_class, expired, last_refresh (UNIX time of the last heartbeat)',
    'and sessions, which holds the encoded session of each operation that had one, with its last 10',
    'messages, the time refreshed_at at which the agent reported it, and evicted, true if the agent has',
    'forgotten it since.',
  ].join('\n'),
  blocking: false,
  startup: {},
  run: async () => [true, ''],
};

/** Joins the OCS network as the agent, as soon as the router lets us, until closed. */
export function createMultiSmurfManager(options: MultiSmurfManagerOptions): MultiSmurfManager {
  const { core, instanceId, agentClass, accessPolicy = NO_POLICY, logger } = options;
  const { connection, place, registry, clock } = core;
  const { addressRoot } = place;
  const agent = createAgent({
    ...{ connection, addressRoot, instanceId, agentClass, accessPolicy, logger, clock },
  });
  const closing = new AbortController();
  const operations = createSlotOperations({
    ...{ core, policy: accessPolicy.kind, closing: closing.signal, logger },
    client: createOcsClient(connection, logger, clock),
    grantOf:
      accessPolicy.kind === 'director'
        ? ({ name, password }) =>
            createExclusiveAccess({
              connection,
              address: `${addressRoot}.${accessPolicy.instanceId}`,
              grantName: name,
              grantee: instanceId,
              ...(password && { password }),
              clock,
            })
        : null,
  });

  const own = ownTasks({ core, policy: accessPolicy.kind, closing: closing.signal });
  agent.registerProcess('monitor', {
    ...MONITOR,
    async run(session) {
      session.liveData = () => ({ ...encodeInstances(registry.slots) });
      await aborted(session.stopRequested);
      session.data = session.liveData();
      session.liveData = null;
      return [true, 'Stopped; the slots are watched on.'];
    },
  });
  registerFeeds(agent);
  const held: Closable[] = [
    offerOperations(agent, operations, core, own, logger),
    publishFeeds(agent, core, logger),
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
