import type { Evidence } from './evidence.js';
import { isClosed, type RunSeen, type RunSlotSeen } from './runs-seen.js';

/** No outcome contradicts the slot: what a run says of a slot is what the slot's own log says. */
export function checkOutcomes({ runs, breach, count, swarm }: Evidence): void {
  for (const seen of runs) {
    if (seen.run.action !== 'RUN') continue;
    for (const slot of seen.slots) {
      const objection =
        (isClosed(slot.part) && objectionTo(seen, slot)) || objectionToSession(seen, slot, count);
      if (objection) breach(`${seen.tag} is ${slot.part.status} on ${slot.name}, but ${objection}`);
      else if (swarm.isCalm && isClosed(slot.part)) {
        const doubt = doubtInCalm(seen, slot);
        if (doubt) breach(`${seen.tag} is ${slot.part.status} on ${slot.name} in a calm world: ${doubt}`);
      }
    }
  }
}

function objectionTo({ run, tag }: RunSeen, slot: RunSlotSeen): string | null {
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
    case 'TIMED_OUT': {
      const due = (slot.sentAt ?? Infinity) + run.timeoutSeconds * 1000;
      return slot.sentAt !== null && (closedAt ?? 0) < due - 1 ? 'its time was not over' : null;
    }
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

/** Where nothing breaks, nothing is in doubt. */
function doubtInCalm({ run }: RunSeen, { part, sentAt, own }: RunSlotSeen): string | null {
  if (['LOST', 'UNKNOWN', 'UNREACHABLE'].includes(part.status)) return 'nothing ever broke';
  if (part.status !== 'TIMED_OUT' || sentAt === null || !own) return null;
  const due = sentAt + run.timeoutSeconds * 1000;
  return own.endedAt !== null && own.endedAt < due - 100 ? 'it had ended in time' : null;
}
