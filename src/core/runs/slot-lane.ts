import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { OcsClient } from '../../ocs/client.js';
import type { WampConnection } from '../../wamp/types.js';
import type { GrantHolder } from '../grants/grant-holder.js';
import type { Grants } from '../grants/grants.js';
import type { AgentProfile, Interrupt } from '../slots/agent-profile.js';
import type { Registry } from '../slots/registry.js';
import type { Slot } from '../slots/slot.js';
import type { SlotMarks } from '../slots/slot-marks.js';
import type { CoreEvents } from './core-events.js';
import type { EndWaits } from './end-waits.js';
import type { Peers } from './peers.js';
import type { Run, RunAction, RunSlot } from './run.js';
import type { RunEvent, SlotOutcome } from './run-events.js';
import type { SeenEnds } from './seen-ends.js';
import type { StartLedger } from './start-ledger.js';
import type { UnsentStarts } from './unsent-starts.js';

/** The dependencies of every run. */
export interface RunTools {
  readonly client: OcsClient;
  readonly connection: Pick<WampConnection, 'link' | 'connected'>;
  readonly registry: Registry;
  readonly events: CoreEvents;
  readonly marks: SlotMarks;
  readonly profile: AgentProfile;
  readonly starts: StartLedger;
  readonly unsent: UnsentStarts;
  readonly ends: SeenEnds;
  readonly waits: EndWaits;
  readonly grants: Pick<Grants, 'on'>;
  readonly grantHolder: Pick<GrantHolder, 'isHeldBy' | 'runOf'>;
  /** Whether this server may still execute runs. If not, the lane has been aborted. */
  readonly mayDrive: Peers['mayDrive'];
  readonly catchUp: Peers['catchUp'];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An event of one slot, without the index and the time, which the lane adds. */
export type LaneEvent = RunEvent extends infer Event
  ? Event extends { readonly slot: number; readonly at: Date }
    ? Omit<Event, 'slot' | 'at'>
    : never
  : never;

/** One slot of one run, for the code that executes the run. */
export interface SlotLane {
  readonly tools: RunTools;
  readonly address: string;
  /** The index of the slot in the run. */
  readonly index: number;
  /** The current run. */
  readonly run: Run;
  /** The current state of the slot in the run. */
  readonly now: RunSlot;
  /** The current slot in the registry. */
  readonly slot: Slot | undefined;
  /** Aborts when the slot has ended, or the run is detached. */
  readonly signal: AbortSignal;
  /** True if nothing may be started on the slot any more: the run was cancelled, or the operation was stopped. */
  readonly isHeldBack: boolean;
  /** Resolves when the event is stored, with false if that failed. Ignored after `signal` has aborted. */
  record(event: LaneEvent): Promise<boolean>;
  /** Resolves when `fits` is true for the state of the slot, or `signal` aborts. */
  until(fits: (now: RunSlot) => boolean): Promise<void>;
}

/** How the agent can end the operation, as far as its operations are known now. */
export function interruptOf({ tools, run, slot }: SlotLane, action: Exclude<RunAction, 'RUN'>): Interrupt {
  const info = slot?.api?.operations.get(run.operation) ?? null;
  return tools.profile.interrupt(run.operation, info, action);
}

export async function endLane(lane: SlotLane, outcome: SlotOutcome): Promise<void> {
  await lane.record({ type: 'ENDED', outcome });
}
