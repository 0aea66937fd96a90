import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { OcsClient } from '../../ocs/client.js';
import type { WampConnection } from '../../wamp/types.js';
import type { AgentProfile } from '../slots/agent-profile.js';
import type { Registry } from '../slots/registry.js';
import type { Slot } from '../slots/slot.js';
import type { SlotMarks } from '../slots/slot-marks.js';
import type { CoreEvents } from './core-events.js';
import type { EndWaits } from './end-waits.js';
import type { Run, RunSlot } from './run.js';
import type { RunEvent, SlotOutcome } from './run-events.js';
import type { StartLedger } from './start-ledger.js';

/** What every run works with. */
export interface RunTools {
  readonly client: OcsClient;
  readonly connection: Pick<WampConnection, 'link' | 'connected'>;
  readonly registry: Registry;
  readonly events: CoreEvents;
  readonly marks: SlotMarks;
  readonly profile: AgentProfile;
  readonly starts: StartLedger;
  readonly waits: EndWaits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An event of one slot, without what the lane knows by itself. */
export type LaneEvent = RunEvent extends infer Event
  ? Event extends { readonly slot: number; readonly at: Date }
    ? Omit<Event, 'slot' | 'at'>
    : never
  : never;

/** One slot of one run, in the hands of those who carry the run out. */
export interface SlotLane {
  readonly tools: RunTools;
  readonly address: string;
  /** The slot's place in the run. */
  readonly index: number;
  /** The run as it is now. */
  readonly run: Run;
  /** The slot's part of it, as it is now. */
  readonly now: RunSlot;
  /** What the registry knows of the slot now. */
  readonly slot: Slot | undefined;
  /** Aborts when nobody waits for this slot any more. */
  readonly signal: AbortSignal;
  /** True when nothing more may be started on it: its run was cancelled, or the operation stopped. */
  readonly isHeldBack: boolean;
  /**
   * Resolves when the event is stored, with false if it could not be. An event of a slot that nobody waits for is
   * not heard.
   */
  record(event: LaneEvent): Promise<boolean>;
  /** Resolves when the slot's part fits, or nobody waits for it any more. */
  until(fits: (now: RunSlot) => boolean): Promise<void>;
}

export async function endLane(lane: SlotLane, outcome: SlotOutcome): Promise<void> {
  await lane.record({ type: 'ENDED', outcome });
}
