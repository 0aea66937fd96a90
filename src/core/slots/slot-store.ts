import type { OutOfService, UnresolvedOutcome } from './mark.js';
import type { Slot } from './slot.js';

/** The stored part of a slot: its names, its operations, and the start of its agent. */
export type RememberedSlot = Pick<
  Slot,
  | 'address'
  | 'instanceId'
  | 'agentStart'
  | 'simulated'
  | 'streamId'
  | 'streamIdConfirmed'
  | 'streamIdSince'
  | 'lastRefresh'
  | 'api'
>;

/** Who has checked a slot with an unknown outcome, and when. */
export interface Acknowledgement {
  readonly at: Date;
  /** Null if unknown. */
  readonly by: string | null;
}

/** An unknown outcome, and its acknowledgement if there is one. */
export interface KeptOutcome extends UnresolvedOutcome {
  readonly address: string;
  readonly acknowledged: Acknowledgement | null;
}

/** The stored slots and marks when a server starts. */
export interface KeptSlots {
  readonly slots: readonly RememberedSlot[];
  readonly outOfService: ReadonlyMap<string, OutOfService>;
  /** Oldest first. */
  readonly unresolved: readonly KeptOutcome[];
}

/** Stores the known slots, and their marks. */
export interface SlotStore {
  load(): Promise<KeptSlots>;
  saveSlots(slots: readonly RememberedSlot[]): Promise<void>;
  /** Drops all data of the slot. */
  forget(address: string): Promise<void>;
  /** @param reason null: the slot is in service */
  saveOutOfService(address: string, reason: OutOfService | null): Promise<void>;
  /** Replaces an earlier outcome of the same run on the slot. */
  saveOutcome(outcome: KeptOutcome): Promise<void>;
  /** Called if the end was seen later. */
  dropOutcome(address: string, runId: string): Promise<void>;
}

/** The stored part of a slot. */
export function remembered(slot: Slot): RememberedSlot {
  const { address, instanceId, agentStart, simulated, streamId, streamIdConfirmed, streamIdSince } = slot;
  const { lastRefresh, api } = slot;
  return {
    ...{ address, instanceId, agentStart, simulated, streamId, streamIdConfirmed, streamIdSince },
    ...{ lastRefresh, api },
  };
}
