import type { Clock } from '../../lib/clock.js';
import type { Closable } from '../../lib/topic.js';
import type { Registry } from './registry.js';
import { wasReadWithin } from './session-record.js';
import { activeOperations, type Slot } from './slot.js';
import type { SlotEvents } from './slot-events.js';

const REFRESH_INTERVAL_MS = 1000;
/**
 * A session whose answer came within this time is fresh: a run that follows it has read it. The answer to our own last
 * question can have taken half a second: a long session is still read once a second.
 */
const FRESH_MS = 500;

/** Selects the sessions that a subscriber needs. */
export type SessionFilter = (slot: Slot, operation: string) => boolean;

/**
 * Reads running sessions regularly while there are subscribers, independent of their number: each session once a
 * second. The session of the state reader is read only after each reading of the slot, since its data change only
 * then.
 */
export interface SessionWatch extends Closable {
  watch(filter: SessionFilter): Closable;
}

export interface SessionWatchOptions {
  readonly registry: Pick<Registry, 'slots' | 'pull'>;
  readonly events: Pick<SlotEvents, 'stateReads'>;
  /** The operation that reads the state. */
  readonly stateReader: string;
  readonly clock: Clock;
}

export function createSessionWatch({
  registry,
  events,
  stateReader,
  clock,
}: SessionWatchOptions): SessionWatch {
  const filters = new Set<SessionFilter>();
  let timer: Closable | null = null;

  function isWatched(slot: Slot, operation: string): boolean {
    return [...filters].some((matches) => matches(slot, operation));
  }

  function isFresh(slot: Slot, operation: string): boolean {
    const record = slot.sessions.get(operation);
    return record !== undefined && wasReadWithin(record, FRESH_MS, clock.now());
  }

  function refresh(): void {
    for (const slot of registry.slots) {
      if (slot.expired) continue;
      for (const operation of activeOperations(slot)) {
        if (operation === stateReader || !isWatched(slot, operation)) continue;
        if (!isFresh(slot, operation)) void registry.pull(slot.address, operation);
      }
    }
  }

  const reading = events.stateReads.listen((slot) => {
    if (isWatched(slot, stateReader)) void registry.pull(slot.address, stateReader);
  });

  return {
    watch(filter) {
      const own: SessionFilter = (slot, operation) => filter(slot, operation);
      filters.add(own);
      timer ??= clock.every(REFRESH_INTERVAL_MS, refresh);
      return {
        close() {
          filters.delete(own);
          if (filters.size > 0) return;
          timer?.close();
          timer = null;
        },
      };
    },
    close() {
      reading.close();
      filters.clear();
      timer?.close();
    },
  };
}
