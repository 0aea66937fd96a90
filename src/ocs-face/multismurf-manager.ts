import type { Core } from '../core/core.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { type AccessPolicy, NO_POLICY } from '../ocs/access/policy.js';
import { type AgentStanding, createAgent } from '../ocs/agent/agent.js';
import type { ProcessDefinition } from '../ocs/agent/operations.js';
import { auditCommands } from './audit-commands.js';
import { continueSessions } from './continue-sessions.js';
import { encodeInstances } from './encode.js';
import { publishFeeds, registerFeeds } from './feeds.js';
import { offerOperations } from './offer-operations.js';
import { ownTasks } from './own-tasks.js';
import { createSlotOperations } from './slot-operation.js';

export interface MultiSmurfManagerOptions {
  /** The slots and runs that it commands. Its clock is also used by the agent. */
  readonly core: Core;
  /** Usually `multismurf`. */
  readonly instanceId: string;
  /** Usually `MultiSmurfManager`. */
  readonly agentClass: string;
  /** Who may command this agent. By default everybody. */
  readonly accessPolicy?: AccessPolicy;
  readonly logger: Logger;
}

/**
 * The OCS agent that commands any combination of PysmurfController agents. It offers
 *
 * - the process `monitor`, which starts automatically. Its data are {@link MonitoredInstance}s by stream id;
 * - each operation of the slots, with the additional parameters `stream_ids` and `run_options`. Its data are the
 *   encoded sessions of the commanded slots by stream id;
 * - its own tasks: `stop_all`, `stop_operation`, `acknowledge`, `out_of_service`, `in_service`, `cancel_run`,
 *   `pause_run`, `resume_run`, `retry_run`, `annotate_run` and `recent_runs`;
 * - the feeds `smurf_slots` and `runs`, for the aggregator and the InfluxDB publisher.
 */
export interface MultiSmurfManager {
  /** `observatory.multismurf` */
  readonly address: string;
  /** Whether this server has the address. While another server has it, this one stands by and takes over later. */
  readonly standing: AgentStanding;
  onStandingChange(listener: (standing: AgentStanding) => void): Closable;
  /** Leaves the network. Operations on the slots continue. */
  close(): Promise<void>;
}

const MONITOR: ProcessDefinition = {
  docstring: [
    'monitor()',
    '',
    '**Process** - Shows every PysmurfController on the network and the sessions of its operations.',
    'Starts automatically.',
    '',
    'Notes',
    '-----',
    'session.data has an entry for each slot, by stream id (by instance id while that is unknown):',
    'address, instance_id, stream_id, agent_class, expired, last_refresh (UNIX time of the last heartbeat)',
    'and sessions: the encoded session of each operation that has run, with its last 10 messages,',
    'refreshed_at (UNIX time at which the agent reported it) and evicted (true if the agent no longer has it).',
  ].join('\n'),
  blocking: false,
  startup: {},
  run: async () => [true, ''],
};

/** Joins the OCS network as an agent, as soon as the router allows it, until it is closed. */
export function createMultiSmurfManager(options: MultiSmurfManagerOptions): MultiSmurfManager {
  const { core, instanceId, agentClass, accessPolicy = NO_POLICY, logger } = options;
  const { connection, place, registry, clock } = core;
  const { addressRoot } = place;
  const agent = createAgent({
    ...{ connection, addressRoot, instanceId, agentClass, accessPolicy, logger, clock },
    onCommand: auditCommands(core),
  });
  const closing = new AbortController();
  const operations = createSlotOperations({
    ...{ core, policy: accessPolicy.kind, closing: closing.signal, logger },
  });

  const own = ownTasks({
    ...{ core, policy: accessPolicy.kind, closing: closing.signal },
    startAgain(run, choice, caller) {
      const start = () => agent.start(run.operation, {}, caller);
      return { reply: operations.retry(run, choice, start), session: agent.session(run.operation) };
    },
  });
  agent.registerProcess('monitor', {
    ...MONITOR,
    async run(session) {
      session.liveData = () => ({ ...encodeInstances(registry.slots) });
      await aborted(session.stopRequested);
      session.data = session.liveData();
      session.liveData = null;
      return [true, 'Stopped. The server still watches the slots.'];
    },
  });
  registerFeeds(agent);
  const continueAll = () => continueSessions(agent, operations, core, logger);
  const held: Closable[] = [
    offerOperations(agent, operations, core, own, logger, continueAll),
    publishFeeds(agent, core, logger),
    agent.onStandingChange(({ registered, refusal }) => {
      if (registered) {
        logger.info({ address: agent.address }, 'registered as an agent on the OCS network');
        continueAll();
      } else if (refusal !== null)
        logger.warn({ address: agent.address, refusal }, 'standing by: the router refused the address');
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
