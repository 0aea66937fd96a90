import { useRef } from 'react';
import type { LiveData } from '../live/live-data.js';
import type { Run, Slot } from '../live/model.js';
import { isEqual } from '../shared/equal.js';
import { useStore } from '../shared/store.js';
import { readSlot, type SlotReading } from '../states/slot-state.js';

interface Remembered {
  readonly slot: Slot;
  readonly runs: readonly Run[];
  readonly reading: SlotReading;
}

/**
 * The readings of all slots, in the order of the server; null before the first answer. A slot that has not changed keeps
 * its reading, so its row is not drawn again.
 */
export function useReadings({ slots, open }: LiveData): readonly SlotReading[] | null {
  const known = useStore(slots);
  const runs = useStore(open);
  const remembered = useRef(new Map<string, Remembered>());
  const last = useRef<readonly SlotReading[]>([]);
  if (known === null) return null;
  const next = new Map<string, Remembered>();
  for (const slot of known.values()) {
    const before = remembered.current.get(slot.id);
    const isSame = before?.slot === slot && before.runs === runs;
    next.set(slot.id, isSame ? before : { slot, runs, reading: readAgain(before?.reading, slot, runs) });
  }
  remembered.current = next;
  const readings = [...next.values()].map(({ reading }) => reading);
  const isSame =
    readings.length === last.current.length && readings.every((reading, i) => reading === last.current[i]);
  if (!isSame) last.current = readings;
  return last.current;
}

/** Most events bring nothing but another heartbeat: `lastRefresh` alone is no change. */
function readAgain(before: SlotReading | undefined, slot: Slot, runs: readonly Run[]): SlotReading {
  const reading = readSlot(slot, runs);
  if (!before) return reading;
  const { lastRefresh } = before.slot;
  return isEqual(before, { ...reading, slot: { ...slot, lastRefresh } }) ? before : reading;
}
