import { type EncodedSession, sessionData } from '../../ocs/protocol.js';
import type { AgentProfile, Follower, Objection } from '../slots/agent-profile.js';
import { failureReason } from '../slots/session-record.js';
import { runningOperations } from '../slots/slot.js';

/**
 * PysmurfController of socs 0.6.4 (`socs/agents/pysmurf_controller/agent.py`). Older versions (socs 0.4.4) have no
 * feed `state_results` and no `stream_on` in the data of `stream`: they cannot report when data flow.
 */
export const pysmurfController: AgentProfile = {
  agentClass: 'PysmurfController',
  stateOperations: ['check_state', 'stream'],
  stateReader: 'check_state',
  stream: 'stream',
  stateFeed: 'state_results',

  streamIdOf(session) {
    if (!this.stateOperations.includes(session.op_name)) return null;
    const streamId = sessionData(session)['stream_id'];
    return typeof streamId === 'string' && streamId !== '' ? streamId : null;
  },

  lastStateRead(session) {
    const seconds = sessionData(session)['last_update'];
    return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : null;
  },

  reportsReady: (operation, api) =>
    operation === 'stream' && (api === null || api.feeds.includes('state_results')),

  isReady: (session) => session.op_name === 'stream' && sessionData(session)['stream_on'] === true,

  interrupt(operation, info, action) {
    if (action === 'STOP') {
      if (info?.op_type !== 'task') return { how: 'stop' };
      const abort = this.interrupt(operation, info, 'ABORT');
      const reason =
        abort.how === 'impossible'
          ? `${operation} is a task, so it cannot be stopped. ${abort.reason}`
          : `${operation} is a task: use abort, not stop.`;
      return { how: 'impossible', reason };
    }
    if (info?.op_type === 'process') {
      return { how: 'impossible', reason: `${operation} is a process: use stop, not abort.` };
    }
    // The agent cannot abort `run`, but its task `abort` ends the script that `run` started.
    if (operation === 'run') return { how: 'start', operation: 'abort' };
    if (info && !info.abortable) {
      return {
        how: 'impossible',
        reason: `The agent cannot abort ${operation}: it continues until it ends by itself.`,
      };
    }
    return { how: 'abort' };
  },

  starterOf: (operation) => (operation === 'set_biases' ? 'zero_biases' : null),

  objection: (session, follower) =>
    session.op_name === 'zero_biases' ? objectionToZeroBiases(session, follower) : Promise.resolve(null),

  runningBeside(slot, operation) {
    const running = runningOperations(slot);
    const others = running.filter((name) => name !== operation && !WITHOUT_LOCK.includes(name));
    return {
      isRunning: running.includes(operation),
      others: WITHOUT_LOCK.includes(operation) ? [] : others,
    };
  },

  /** The agent's message names the lock of a busy slot, not always its operation: add what is really running. */
  hint(slot, operation, reason) {
    if (!/ is (already )?running\.?$/.test(reason)) return '';
    const running = runningOperations(slot).filter((name) => ![operation, 'check_state'].includes(name));
    return running.length > 0 ? ` Running on this slot: ${running.join(', ')}.` : '';
  },
};

/** These operations need no lock, so they run at the same time as any other operation. */
const WITHOUT_LOCK: readonly string[] = ['check_state', 'abort'];

/** `zero_biases` starts `set_biases` at once and ends: it takes at most this time, if its end is unknown. */
const ZERO_BIASES_SECONDS = 2;

function beganDuring(zero: EncodedSession, { session_id, start_time }: EncodedSession): boolean {
  const endedBy = zero.end_time ?? zero.start_time + ZERO_BIASES_SECONDS;
  // Agents count their sessions over all operations; two can begin at one moment of their clock.
  return session_id > zero.session_id && start_time >= zero.start_time && start_time <= endedBy;
}

/**
 * In socs 0.6.4, `zero_biases` starts `set_biases` and reports success without waiting for it. So the outcome is that
 * of the `set_biases` session that began while `zero_biases` ran; without such a session there is no proof of success.
 */
async function objectionToZeroBiases(zero: EncodedSession, follower: Follower): Promise<Objection> {
  const unproven = 'zero_biases did not start set_biases: it is not known whether the biases are zero.';
  const unseen =
    'The end of set_biases, which zero_biases starts, is not known: check whether the biases are zero.';
  const session = await follower.latest('set_biases');
  if (session === undefined) return { status: 'UNKNOWN', reason: unseen };
  if (session === null || !beganDuring(zero, session)) return { status: 'FAILED', reason: unproven };
  const end = await follower.end(session);
  if (end === null) return { status: 'UNKNOWN', reason: unseen };
  if (!end.success) {
    return {
      status: 'FAILED',
      reason: `set_biases, which zero_biases started, failed: ${failureReason(end)}`,
    };
  }
  // If the start of another run comes first, zero_biases finds set_biases running, and starts none.
  switch (await follower.isOfAnotherRun(session)) {
    case 'yes':
      return { status: 'FAILED', reason: unproven };
    case 'perhaps':
      return {
        status: 'UNKNOWN',
        reason: 'It is not known whether zero_biases or another run started set_biases.',
      };
    case 'no':
      return null;
  }
}
