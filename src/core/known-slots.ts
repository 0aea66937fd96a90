import type { Run, RunSlot } from './runs/run.js';
import type { KeptSlots, RememberedSlot } from './slots/slot-store.js';

/** The stored data of an earlier server. */
export interface Kept {
  /** The open runs: each continues. */
  readonly runs: readonly Run[];
  /** Runs that have ended, but may have started a session that an open run looks for. */
  readonly ended: readonly Run[];
  readonly slots: KeptSlots;
}

export const NOTHING_KEPT: Kept = {
  runs: [],
  ended: [],
  slots: { slots: [], outOfService: new Map(), unresolved: [] },
};

/**
 * The slots that are known when a server starts: the stored slots, and the slots of open runs. A run may know a newer
 * start of the agent than the stored slot, because slots are stored a moment later.
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
