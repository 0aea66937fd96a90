import { type Clock, systemClock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { AccessPolicy } from '../../ocs/access/policy.js';
import { createAgent } from '../../ocs/agent/agent.js';
import type { TaskDefinition } from '../../ocs/agent/operations.js';
import type { OpSession } from '../../ocs/agent/session.js';
import { unixTime } from '../../ocs/agent/session.js';
import type { WampConnection } from '../../wamp/types.js';
import type { OperationContext, Tasks } from './context.js';
import { createFaults, type Faults, unknown } from './faults.js';
import { createHardware, type Hardware } from './hardware.js';
import { createSlotLock } from './lock.js';
import { biasStepTasks } from './operations/bias-steps.js';
import { biasTasks } from './operations/biases.js';
import { ivTasks } from './operations/iv.js';
import { noiseTasks } from './operations/noise.js';
import { powerTasks } from './operations/power.js';
import { scriptTasks } from './operations/scripts.js';
import { setupTasks } from './operations/setup.js';
import { checkState } from './operations/state.js';
import { stream } from './operations/streaming.js';
import { createPace } from './pace.js';
import { failureText } from './python-errors.js';

const FEEDS = [
  'tracking_results',
  'bias_step_results',
  'noise_results',
  'iv_results',
  'bias_wave_results',
  'state_results',
] as const;

export interface PysmurfControllerOptions {
  readonly connection: WampConnection;
  /** Usually `observatory`. */
  readonly addressRoot: string;
  readonly instanceId: string;
  /** Slot of the crate: 2 to 7. */
  readonly slot: number;
  /** Name of the slot's data stream: `ufm_mv12`. */
  readonly streamId: string;
  /** The same seed and slot give the same detectors, and the same results for the same operations. */
  readonly seed: number;
  /** Seconds that an operation takes here for each second on real hardware: 1 is as slow as real. */
  readonly timeScale: number;
  /** Seconds between two readings of the state, not scaled; 10 by default, as on the real agent. */
  readonly pollInterval?: number;
  readonly logger: Logger;
  /** The slot that the agent commands; one of its own by default. */
  readonly hardware?: Hardware;
  /** None by default. */
  readonly faults?: Faults;
  /** Called when a fault ends the agent, with the seconds until it comes back; null means never. */
  readonly end?: (backAfter: number | null) => void;
  /** Access policy. Unrestricted by default. */
  readonly accessPolicy?: AccessPolicy;
  readonly clock?: Clock;
}

/** A simulated agent, from its start to its end. */
export interface PysmurfController extends Pick<Faults, 'failNext'> {
  readonly instanceId: string;
  readonly address: string;
  readonly streamId: string;
  readonly hardware: Hardware;
  /** Resolves when the agent first answers on the network. */
  readonly registered: Promise<void>;
  /** The latest session of an operation, as the agent has it. */
  session(operation: string): OpSession | undefined;
  /** Ends all operations and leaves the network. The connection stays open. */
  close(): Promise<void>;
}

/**
 * A PysmurfController without hardware. For a client it looks like that of socs 0.6.4: the same operations,
 * parameters, messages, session data and feeds. There are two differences. `uxm_setup` and `take_bias_waves` succeed;
 * in 0.6.4 they always fail because of the name of a parameter. And the durations, which are estimates for real
 * hardware, are multiplied by `timeScale`.
 */
export function createPysmurfController(options: PysmurfControllerOptions): PysmurfController {
  const { connection, addressRoot, instanceId, slot, streamId, seed, timeScale, pollInterval, accessPolicy } =
    options;
  const { clock = systemClock } = options;
  const logger = options.logger.child({ instance: instanceId });
  const hardware = options.hardware ?? createHardware({ slot, streamId, seed, clock });
  const faults = options.faults ?? createFaults();
  const closing = new AbortController();
  const agent = createAgent({
    connection,
    addressRoot,
    instanceId,
    agentClass: 'PysmurfController',
    simulated: true,
    ...(accessPolicy && { accessPolicy }),
    logger,
    clock,
  });
  const context: OperationContext = {
    hardware,
    lock: createSlotLock(),
    clock,
    pace: createPace({ clock, timeScale, closing: closing.signal, awake: faults.awake }),
    faults,
    streamId: () => faults.find('claim')?.streamId ?? streamId,
    end: options.end ?? (() => {}),
    publishBlock(feed, block_name, data) {
      agent.publishBlock(feed, { block_name, timestamp: unixTime(clock), data });
    },
    start: agent.start,
  };
  const tasks: Tasks = {
    ...scriptTasks(context),
    ...setupTasks(context),
    ...noiseTasks(context),
    ...ivTasks(context),
    ...biasStepTasks(context),
    ...biasTasks(context),
    ...powerTasks(context),
  };
  const processes = { check_state: checkState(context, pollInterval), stream: stream(context) };

  /** An exception ends it as on the real agent. Results replace the data of the fault `large`, so add them again. */
  function asAgentRuns({ run }: Pick<TaskDefinition, 'run'>): TaskDefinition['run'] {
    return async (session, params, caller) => {
      try {
        return await run(session, params, caller);
      } catch (error) {
        throw new Error(failureText(error));
      } finally {
        faults.fill(session);
      }
    };
  }

  for (const feed of FEEDS) agent.registerFeed(feed, { record: true });
  for (const [name, task] of Object.entries(tasks))
    agent.registerTask(name, { ...task, run: asAgentRuns(task) });
  for (const [name, process] of Object.entries(processes)) {
    agent.registerProcess(name, { ...process, run: asAgentRuns(process) });
  }
  agent.open();

  return {
    instanceId,
    address: agent.address,
    streamId,
    hardware,
    registered: agent.registered,
    session: agent.session,
    failNext(operation, traceback) {
      if (!(operation in tasks || operation in processes)) throw new Error(unknown(operation));
      faults.failNext(operation, traceback);
    },
    async close() {
      closing.abort();
      await agent.close();
    },
  };
}
