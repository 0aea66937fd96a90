import { EPOCH_MS } from '../process-clock.js';
import type { LoggedSession } from '../slot-log.js';
import type { Swarm } from '../swarm.js';
import type { Evidence } from './evidence.js';
import { isClosed, type RunSeen, type RunSlotSeen } from './runs-seen.js';

/** No outcome contradicts the log of the slot. */
export function checkOutcomes({ runs, breach, count, swarm }: Evidence): void {
  for (const seen of runs) {
    if (seen.run.action !== 'RUN') continue;
    for (const slot of seen.slots) {
      const objection =
        (isClosed(slot.part) && objectionTo(seen, slot, swarm)) ||
        objectionToSession(seen, slot, { count, swarm });
      if (objection) breach(`${seen.mark} is ${slot.part.status} on ${slot.name}, but ${objection}`);
      else if (swarm.isCalm && isClosed(slot.part)) {
        const doubt = doubtInCalm(seen, slot, swarm);
        if (doubt) breach(`${seen.mark} is ${slot.part.status} on ${slot.name} in a calm world: ${doubt}`);
      }
    }
  }
}

function objectionTo(seen: RunSeen, slot: RunSlotSeen, swarm: Swarm): string | null {
  const { run, mark } = seen;
  const { part, log, closedAt } = slot;
  const session = slot.taken ?? slot.own;
  const isEnded = session !== null && session.endedAt !== null && session.endedAt <= (closedAt ?? Infinity);
  const reached = log.starts.filter((start) => start.mark === mark);
  switch (part.status) {
    case 'SUCCEEDED': {
      if (!isEnded || session.success !== true) return 'its session did not succeed';
      if (run.operation !== 'zero_biases') return null;
      const setting = log.sessions.find((one) => one.mark === `${session.mark}/set`);
      // The agent did not start it, because another program had started one in the same milliseconds.
      const isTaken = !setting && log.sessions.some((one) => isStrangersSetting(one, session));
      return setting?.success || isTaken ? null : 'its set_biases did not succeed';
    }
    case 'FAILED': {
      if (!isEnded) return 'its session did not end';
      if (session.success === false || run.operation === 'zero_biases') return null;
      return 'its session succeeded';
    }
    case 'CANCELLED':
      if (!isEnded) return 'its session did not end';
      return session.stopAcceptedAt === null ? 'its session was not stopped' : null;
    case 'REJECTED':
    case 'ALREADY_RUNNING':
      return slot.own ? 'the slot started it' : null;
    case 'NOT_STARTED':
    case 'UNREACHABLE':
      return reached.length > 0 ? 'the start reached the slot' : null;
    case 'TIMED_OUT':
      // The server uses its wall clock, which may be set during the run.
      if (swarm.faults.clockStep !== null || !part.sentAt || closedAt === null) return null;
      return dueAt(seen, slot) > closedAt + 1 ? 'its timeout was not reached' : null;
    default:
      return null;
  }
}

/** A session belongs to one run: a run may show only the session of its own start. */
function objectionToSession(
  { mark }: RunSeen,
  slot: RunSlotSeen,
  { count, swarm }: Pick<Evidence, 'count' | 'swarm'>,
): string | null {
  const { part, taken, own } = slot;
  if (!part.record) return null;
  if (!taken) return `the slot has no session ${part.record.id}`;
  if (taken === own) return null;
  // The same if the other servers cannot tell this one at once what they start.
  const isUntold = swarm.servers > 1 && (swarm.faults.lockLost ?? swarm.faults.storeMood) !== null;
  if (isUntold && part.inferred) {
    count("another server's session was taken for the session of a lost start, and marked as inferred");
    return null;
  }
  // After a lost answer, the session of another program looks like that of the run: so it is marked as inferred.
  if (taken.mark?.startsWith('stranger') && part.inferred) {
    count("a stranger's session was taken for the session of a lost start, and marked as inferred");
    return null;
  }
  return `its session belongs to ${taken.mark}, not to ${mark}`;
}

function isStrangersSetting(one: LoggedSession, zeroing: LoggedSession): boolean {
  const isStranger = one.operation === 'set_biases' && one.mark?.startsWith('stranger') === true;
  return isStranger && Math.abs(one.startTime - zeroing.startTime) < SAME_SECONDS;
}

/** When the slot times out. */
function dueAt({ run }: RunSeen, { part }: RunSlotSeen): number {
  return (part.sentAt?.getTime() ?? Infinity) - EPOCH_MS + run.timeoutSeconds * 1000;
}

/** Two sessions that begin within this time, in seconds, look like one that starts the other. */
const SAME_SECONDS = 0.1;

/** The server knows by then that a session was replaced by the next one before its end was seen. */
const SURELY_GONE_MS = 5000;

/** Without faults, every outcome must be exact. */
function doubtInCalm(seen: RunSeen, slot: RunSlotSeen, { network }: Swarm): string | null {
  const { part, log, own } = slot;
  if (part.status === 'UNKNOWN' && isOverwritten(slot, network.slowestMs)) return null;
  if (['LOST', 'UNKNOWN', 'UNREACHABLE'].includes(part.status)) return 'there were no faults';
  if (part.status !== 'TIMED_OUT' || !own) return null;
  const last = log.sessions.find(({ mark }) => mark === `${own.mark}/set`) ?? own;
  // The messages to and from the slot take time, and it takes seconds to be sure that the session is gone.
  const seconds = isOverwritten(slot, network.slowestMs) ? SURELY_GONE_MS : 0;
  const latest = dueAt(seen, slot) - 100 - 3 * network.slowestMs - seconds;
  return last.endedAt !== null && last.endedAt < latest ? 'it had ended in time' : null;
}

/** An agent has one session of each operation: if the next one begins at once, the end of the previous is lost. */
function isOverwritten({ log, own }: RunSlotSeen, slowestMs: number): boolean {
  const endedAt = own?.endedAt ?? null;
  if (endedAt === null) return false;
  return log.starts.some(
    ({ at, operation }) =>
      operation === own?.operation && at >= endedAt && at < endedAt + 1500 + 2 * slowestMs,
  );
}
