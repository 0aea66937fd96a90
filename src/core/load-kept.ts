import type { Kept } from './known-slots.js';
import type { Run } from './runs/run.js';
import type { RunStore } from './runs/run-store.js';
import type { SlotStore } from './slots/slot-store.js';

/** A run that ends after a start without an answer began at most this long before that start, or is not considered. */
const LONGEST_MS = 3600_000;
const MAX_ENDED = 100;

/** Reads the stored data of an earlier server. */
export async function loadKept(store: RunStore, slots: Pick<SlotStore, 'load'>): Promise<Kept> {
  const runs = await store.open();
  return { runs, ended: await endedBeside(store, runs), slots: await slots.load() };
}

/** Ended runs that may have started an operation at about the time of a start without an answer. */
async function endedBeside(store: Pick<RunStore, 'list'>, open: readonly Run[]): Promise<readonly Run[]> {
  const sent = open.flatMap(({ slots }) =>
    slots.flatMap(({ sentAt, record }) => (sentAt !== null && record === null ? sentAt.getTime() : [])),
  );
  if (sent.length === 0) return [];
  const since = new Date(Math.min(...sent) - LONGEST_MS);
  const { runs } = await store.list({ actions: ['RUN'], since }, { first: MAX_ENDED });
  return runs.filter(({ endTime }) => endTime !== null);
}
