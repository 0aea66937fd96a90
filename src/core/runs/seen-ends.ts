import type { Closable, Topic } from '../../lib/topic.js';
import type { SessionRecord } from '../slots/session-record.js';
import type { SessionEvent } from '../slots/slot-events.js';
import type { Run } from './run.js';

/** Number of runs. Of a forgotten one, an end that was seen too early is UNKNOWN. */
const REMEMBERED = 1000;

/**
 * The ends of sessions of runs that this server does not execute. If it takes such a run later, the agent may already
 * have a newer session, and the end could not be read any more.
 */
export interface SeenEnds extends Closable {
  /** Remembers the ends of the sessions of this run, until {@link forget}. */
  watch(run: Run): void;
  forget(run: Run): void;
  /** The session with its end; null if the end was not seen. */
  of(sessionId: string): SessionRecord | null;
}

export function createSeenEnds(sessions: Topic<SessionEvent>): SeenEnds {
  /** For each run, its sessions by id; null while the end of a session was not seen. */
  const runs = new Map<string, Map<string, SessionRecord | null>>();

  const listening = sessions.listen(({ record }) => {
    if (!hasEnded(record)) return;
    for (const ends of runs.values()) if (ends.has(record.id)) ends.set(record.id, record);
  });

  return {
    watch({ id, slots }) {
      const known = runs.get(id);
      const records = slots.flatMap(({ record }) => record ?? []);
      const endOf = (one: SessionRecord) => known?.get(one.id) ?? (hasEnded(one) ? one : null);
      runs.set(id, new Map(records.map((one) => [one.id, endOf(one)])));
      const [oldest] = runs.keys();
      if (runs.size > REMEMBERED && oldest !== undefined) runs.delete(oldest);
    },
    forget: ({ id }) => void runs.delete(id),
    of(sessionId) {
      for (const ends of runs.values()) {
        const end = ends.get(sessionId);
        if (end) return end;
      }
      return null;
    },
    close: () => listening.close(),
  };
}

const hasEnded = ({ session, evicted }: SessionRecord) => session.status === 'done' && !evicted;
