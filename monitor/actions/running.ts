import type { Slot } from '../live/model.js';
import { type SlotReading, STATE_READER } from '../slots/slot-state.js';

/** The operations that run on these slots, each with its slots. The most frequent comes first. */
export function runningOn(readings: readonly SlotReading[]): ReadonlyMap<string, readonly Slot[]> {
  const running = new Map<string, Slot[]>();
  for (const { slot } of readings) {
    for (const { operation, status } of slot.sessions) {
      if (status === 'DONE' || operation === STATE_READER) continue;
      running.set(operation, [...(running.get(operation) ?? []), slot]);
    }
  }
  return new Map([...running].sort(([, a], [, b]) => b.length - a.length));
}
