import type { Slot } from './slot.js';
import type { OutOfService, UnresolvedOutcome } from './slot-marks.js';

/** What is kept of a slot: enough to name it, to show what it offers, and to know its agent again. */
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

/** Who has looked at a slot whose outcome was unknown. */
export interface Acknowledgement {
  readonly at: Date;
  /** Null if the server does not know. */
  readonly by: string | null;
}

/** An outcome that nobody saw, and whether somebody has looked since. */
export interface KeptOutcome extends UnresolvedOutcome {
  readonly address: string;
  readonly acknowledged: Acknowledgement | null;
}

/** What a server knows of slots when it starts. */
export interface KeptSlots {
  readonly slots: readonly RememberedSlot[];
  readonly outOfService: ReadonlyMap<string, OutOfService>;
  /** Oldest first. */
  readonly unresolved: readonly KeptOutcome[];
}

/** Where it is kept what is known of slots, and what people and runs have to say of them. */
export interface SlotStore {
  load(): Promise<KeptSlots>;
  saveSlots(slots: readonly RememberedSlot[]): Promise<void>;
  /** Drops everything that is kept of the slot. */
  forget(address: string): Promise<void>;
  /** @param reason null: the slot is in service */
  saveOutOfService(address: string, reason: OutOfService | null): Promise<void>;
  /** Keeps an outcome, in the place of one that the same run has left on the slot before. */
  saveOutcome(outcome: KeptOutcome): Promise<void>;
  /** The end has been seen after all. */
  dropOutcome(address: string, runId: string): Promise<void>;
}

/** The part of a slot that is kept. */
export function remembered(slot: Slot): RememberedSlot {
  const { address, instanceId, agentStart, simulated, streamId, streamIdConfirmed, streamIdSince } = slot;
  const { lastRefresh, api } = slot;
  return {
    ...{ address, instanceId, agentStart, simulated, streamId, streamIdConfirmed, streamIdSince },
    ...{ lastRefresh, api },
  };
}
