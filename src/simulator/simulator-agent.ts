import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import { type Agent, createAgent } from '../ocs/agent/agent.js';
import { ParamError } from '../ocs/agent/parameters.js';
import type { OpSession } from '../ocs/agent/session.js';
import type { WampConnection } from '../wamp/types.js';
import type { FaultBoard } from './fault-board.js';
import { describeKinds } from './fault-text.js';
import { docstring } from './pysmurf-controller/docstring.js';

/** Class of the agent that sets faults. */
export const SIMULATOR_CLASS = 'SmurfSimulator';

export interface SimulatorAgentOptions {
  readonly connection: WampConnection;
  readonly addressRoot: string;
  readonly instanceId: string;
  readonly accessPolicy?: AccessPolicy;
  readonly board: FaultBoard;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * An OCS agent beside the simulated ones, which sets and clears faults at run time. The session data of each of
 * its tasks has `faults`: all active and planned faults.
 */
export function openSimulatorAgent({ board, ...options }: SimulatorAgentOptions): Agent {
  const agent = createAgent({ ...options, agentClass: SIMULATOR_CLASS });

  function listFaults(session: OpSession, done: string): readonly [true, string] {
    const { faults } = board;
    session.data = { faults };
    options.logger.info({ faults }, done);
    return [true, done];
  }

  /** Reports an invalid fault as an error in the parameters. */
  function change(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw new ParamError(messageOf(error));
    }
  }

  agent.registerTask('set_fault', {
    docstring: docstring({
      signature: 'set_fault(fault)',
      kind: 'Task',
      text: 'Sets a fault on simulated slots, in addition to earlier ones. The session data has all active and planned faults, as faults.',
      args: [
        [
          'fault',
          'string',
          `${describeKinds()
            .map(([syntax, text]) => `${syntax}: ${text}`)
            .join(
              '. ',
            )}. SLOT is all, or names separated by commas. Append @FROM..TO to set when the fault begins and ends, in seconds from now; without it, the fault lasts until it is cleared.`,
        ],
      ],
    }),
    blocking: false,
    parameters: { fault: { type: 'str' } },
    run(session, { fault }) {
      change(() => board.set(String(fault)));
      return listFaults(session, `Set ${fault}`);
    },
  });

  agent.registerTask('clear_faults', {
    docstring: docstring({
      signature: 'clear_faults(slots=None)',
      kind: 'Task',
      text: 'Clears faults. Crashed agents come back. A session that hangs ends only when its agent restarts.',
      args: [['slots', 'string, optional', 'Slots whose faults are cleared; all by default.']],
    }),
    blocking: false,
    parameters: { slots: { default: null, type: 'str' } },
    run(session, { slots }) {
      change(() => board.clear(typeof slots === 'string' ? slots : undefined));
      return listFaults(session, 'Cleared faults');
    },
  });

  agent.registerTask('list_faults', {
    docstring: docstring({
      signature: 'list_faults()',
      kind: 'Task',
      text: 'Puts all active and planned faults into the session data, as faults.',
    }),
    blocking: false,
    parameters: {},
    run: (session) => listFaults(session, 'Listed faults'),
  });

  agent.open();
  return agent;
}
