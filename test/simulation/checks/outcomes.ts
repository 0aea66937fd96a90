import { EPOCH_MS } from '../process-clock.js';
import type { Swarm } from '../swarm.js';
import type { Evidence } from './evidence.js';
import { isClosed, type RunSeen, type RunSlotSeen } from './runs-seen.js';

/** No outcome contradicts the slot: what a run says of a slot is what the slot's own log says. */
export function checkOutcomes({ runs, breach, count, swarm }: Evidence): void {
  for (const seen of runs) {
    if (seen.run.action !== 'RUN') continue;
    for (const slot of seen.slots) {
      const objection =
        (isClosed(slot.part) && objectionTo(seen, slot, swarm)) || objectionToSession(seen, slot, count);
      if (objection) breach(`${seen.tag} is ${slot.part.status} on ${slot.name}, but ${objection}`);
      else if (swarm.isCalm && isClosed(slot.part)) {
        const doubt = doubtInCalm(seen, slot, swarm);
        if (doubt) breach(`${seen.tag} is ${slot.part.status} on ${slot.name} in a calm world: ${doubt}`);
      }
    }
  }
}

function objectionTo(seen: RunSeen, slot: RunSlotSeen, swarm: Swarm): string | null {
  const { run, tag } = seen;
  const { part, log, closedAt } = slot;
  const session = slot.taken ?? slot.own;
  const isEnded = session !== null && session.endedAt !== null && session.endedAt <= (closedAt ?? Infinity);
  const reached = log.starts.filter((start) => start.tag === tag);
  switch (part.status) {
    case 'SUCCEEDED': {
      if (!isEnded || session.success !== true) return 'its session did not succeed';
      if (run.operation !== 'zero_biases') return null;
      const setting = log.sessions.find((one) => one.tag === `${session.tag}/set`);
      return setting?.success ? null : 'its set_biases did not succeed';
    }
    case 'FAILED': {
      if (!isEnded) return 'its session did not end';
      if (session.success === false || run.operation === 'zero_biases') return null;
      return 'its session succeeded';
    }
    case 'CANCELLED':
      if (!isEnded) return 'its session did not end';
      return session.stopAcceptedAt === null ? 'nobody stopped its session' : null;
    case 'REJECTED':
    case 'ALREADY_RUNNING':
      return slot.own ? 'the slot began it' : null;
    case 'NOT_STARTED':
    case 'UNREACHABLE':
      return reached.length > 0 ? 'the start reached the slot' : null;
    case 'TIMED_OUT':
      // By the server's own time of day, which may be set while it waits.
      if (swarm.faults.clockStep !== null || !part.sentAt || closedAt === null) return null;
      return dueAt(seen, slot) > closedAt + 1 ? 'its time was not over' : null;
    default:
      return null;
  }
}

/** One session belongs to one run: a run that shows a session shows that of its own start. */
function objectionToSession({ tag }: RunSeen, slot: RunSlotSeen, count: Evidence['count']): string | null {
  const { part, taken, own } = slot;
  if (!part.record) return null;
  if (!taken) return `the slot has no session ${part.record.id}`;
  if (taken === own) return null;
  // Nobody can tell a stranger's session from that of a start whose answer was lost: so it is marked.
  if (taken.tag?.startsWith('stranger') && part.inferred) {
    count("a stranger's session was taken for that of a lost start, and marked as inferred");
    return null;
  }
  return `its session is that of ${taken.tag}, not of ${tag}`;
}

/** When the time of the slot is over. */
function dueAt({ run }: RunSeen, { part }: RunSlotSeen): number {
  return (part.sentAt?.getTime() ?? Infinity) - EPOCH_MS + run.timeoutSeconds * 1000;
}

/** Where nothing breaks, nothing is in doubt. */
function doubtInCalm(seen: RunSeen, slot: RunSlotSeen, { network }: Swarm): string | null {
  const { part, log, own } = slot;
  if (part.status === 'UNKNOWN' && isOverwritten(slot, network.slowestMs)) return null;
  if (['LOST', 'UNKNOWN', 'UNREACHABLE'].includes(part.status)) return 'nothing ever broke';
  if (part.status !== 'TIMED_OUT' || !own) return null;
  const last = log.sessions.find(({ tag }) => tag === `${own.tag}/set`) ?? own;
  // The way to the slot and back takes time.
  const latest = dueAt(seen, slot) - 100 - 3 * network.slowestMs;
  return last.endedAt !== null && last.endedAt < latest ? 'it had ended in time' : null;
}

/** An agent keeps one session of each operation: the end of one that is followed at once can be seen by nobody. */
function isOverwritten({ log, own }: RunSlotSeen, slowestMs: number): boolean {
  const endedAt = own?.endedAt ?? null;
  if (endedAt === null) return false;
  return log.starts.some(
    ({ at, operation }) =>
      operation === own?.operation && at >= endedAt && at < endedAt + 1500 + 2 * slowestMs,
  );
}
