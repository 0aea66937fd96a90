import type { Run, RunSlot } from './runs/run.js';
import type { KeptSlots, RememberedSlot } from './slots/slot-store.js';

/** What a server before this one has left. */
export interface Kept {
  /** Those that have not ended: each goes on. */
  readonly runs: readonly Run[];
  readonly slots: KeptSlots;
}

export const NOTHING_KEPT: Kept = {
  runs: [],
  slots: { slots: [], outOfService: new Map(), unresolved: [] },
};

/**
 * The slots that are known when a server starts: those that were stored, and those that open runs wait for. A run may
 * have met an agent that is newer than what was stored of the slot a moment before.
 */
export function knownSlots({ runs, slots: { slots } }: Kept): readonly RememberedSlot[] {
  const known = new Map(slots.map((slot) => [slot.address, slot]));
  for (const run of runs) {
    for (const slot of run.slots) {
      if (slot.address === null) continue;
      const stored = known.get(slot.address) ?? asRunKnows(slot.address, slot, run);
      const isNewer = Number(slot.agentStart ?? 0) > Number(stored.agentStart);
      known.set(slot.address, { ...stored, ...(isNewer && { agentStart: slot.agentStart ?? '' }) });
    }
  }
  return [...known.values()];
}

function asRunKnows(address: string, { instanceId, streamId }: RunSlot, { startTime }: Run): RememberedSlot {
  return {
    ...{ address, instanceId, streamId, streamIdConfirmed: streamId !== null, streamIdSince: startTime },
    ...{ agentStart: '', simulated: false, lastRefresh: startTime, api: null },
  };
}
