import type { Slot } from '../live/model.js';
import { runningOf, type SlotReading } from '../states/slot-state.js';

/** The operations that run on these slots, each with its slots. The most frequent comes first. */
export function runningOn(readings: readonly SlotReading[]): ReadonlyMap<string, readonly Slot[]> {
  const running = new Map<string, Slot[]>();
  for (const { slot } of readings) {
    for (const { operation } of runningOf(slot)) {
      running.set(operation, [...(running.get(operation) ?? []), slot]);
    }
  }
  return new Map([...running].sort(([, a], [, b]) => b.length - a.length));
}
