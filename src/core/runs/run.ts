import type { EncodedSession } from '../../ocs/protocol.js';
import { distinctNames } from '../slots/names.js';
import type { SessionRecord } from '../slots/session-record.js';

export type RunAction = 'RUN' | 'STOP' | 'ABORT';
export type Via = 'GRAPHQL' | 'OCS';
export type RunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/**
 * The status of a slot of a run changes in this order:
 *
 *     PENDING → STARTING → RUNNING → (READY) → (STOPPING) → SUCCEEDED | FAILED | CANCELLED
 *
 * Other ends are NOT_STARTED (never sent to the agent), REJECTED, ALREADY_RUNNING or UNREACHABLE (sent, but nothing
 * was started), UNKNOWN (the outcome cannot be known) and TIMED_OUT. A LOST slot continues if it comes back in time
 * with the same session.
 */
export const RUN_SLOT_STATUSES = [
  'NOT_STARTED',
  'PENDING',
  'STARTING',
  'RUNNING',
  'READY',
  'STOPPING',
  'SUCCEEDED',
  'FAILED',
  'REJECTED',
  'ALREADY_RUNNING',
  'TIMED_OUT',
  'LOST',
  'CANCELLED',
  'UNREACHABLE',
  'UNKNOWN',
] as const;

export type RunSlotStatus = (typeof RUN_SLOT_STATUSES)[number];

/** The parameter of many operations of the slots that is written into their data files. */
export const TAG = 'tag';

const UNDER_WAY: ReadonlySet<RunSlotStatus> = new Set([
  'PENDING',
  'STARTING',
  'RUNNING',
  'READY',
  'STOPPING',
]);

/** Parameters of an operation, by name. */
export type Params = Readonly<Record<string, unknown>>;

/** One slot of a run and its outcome. */
export interface RunSlot {
  /** Null for a name that no slot has. */
  readonly address: string | null;
  /** The instance id, or the requested name if no slot has it. */
  readonly instanceId: string;
  /** The stream id that the slot had confirmed when the run began. */
  readonly streamId: string | null;
  /** Parameters for this slot only, in addition to those of the run and instead of them; null if there are none. */
  readonly params: Params | null;
  /** True if the id of the run is sent as the parameter `tag`. */
  readonly isTagged: boolean;
  readonly status: RunSlotStatus;
  /** True if the outcome was concluded from the start time of a session or from the heartbeat, not read. */
  readonly inferred: boolean;
  /** The reason for the status, with the message of the agent if there is one; null if there is none. */
  readonly message: string | null;
  /** The session of our start. The run keeps it, even if the agent no longer has it. */
  readonly record: SessionRecord | null;
  /** When our start (or stop) was sent; null before that. */
  readonly sentAt: Date | null;
  /** When the agent accepted our start, or its session was recognised; null before that. */
  readonly acceptedAt: Date | null;
  /** The agent's start time when we sent the command. If it changes, the agent has restarted and the session is lost. */
  readonly agentStart: string | null;
  /** Id of the operation's latest session before our start or stop; null if there was none. */
  readonly sessionBefore: string | null;
  /** True if the operation reports when it is ready, as `stream` does. Otherwise RUNNING is the last known stage. */
  readonly reportsReady: boolean;
  /** When the agent accepted a stop or an abort; null if it has not. */
  readonly stopAcceptedAt: Date | null;
  /** For LOST: whether the slot can still return. */
  readonly mayReturn: boolean;
  /** True if a user has resumed the run although the outcome of this slot is unknown: it no longer holds the run. */
  readonly passed: boolean;
}

/** Why a run on "all" skips a slot. */
export type SkipCode = 'EXPIRED' | 'OUT_OF_SERVICE' | 'OUTCOME_UNKNOWN' | 'NAME_CONFLICT' | 'NOT_ALLOWED';

/** A slot that a run on "all" skipped. */
export interface SkippedSlot {
  readonly address: string;
  readonly instanceId: string;
  readonly streamId: string | null;
  readonly code: SkipCode;
  /** A sentence for users. */
  readonly reason: string;
  /** A short form for a summary, such as `outcome of take_iv unknown`. */
  readonly brief: string;
}

/** One request to run, stop or abort an operation on several slots. Immutable: each change makes a new value. */
export interface Run {
  readonly id: string;
  /** Increases with each change. */
  readonly revision: number;
  readonly action: RunAction;
  readonly operation: string;
  readonly params: Params | null;
  readonly requestedBy: string | null;
  /** True if `requestedBy` is the user of a token; false if nobody has checked it. */
  readonly isRequesterVerified: boolean;
  /** The interface through which it was requested. */
  readonly via: Via;
  /** Number of slots that run at the same time; null for all at once. */
  readonly maxConcurrency: number | null;
  /** The sizes of the batches, in the order of the slots: the next one starts when one has ended. Null without batches. */
  readonly batches: readonly number[] | null;
  /** If more slots than this did not succeed, no further slot is started. Null for no limit. */
  readonly maxErrors: number | null;
  /** Pause in seconds between the end of one slot, or of one batch, and the next start. */
  readonly settleSeconds: number;
  /** A slot that has not ended this many seconds after its own start is TIMED_OUT. */
  readonly timeoutSeconds: number;
  readonly minSlots: number | null;
  /** Why the run was made; null if nobody said. */
  readonly note: string | null;
  /** Names that users give to runs, to find them again. */
  readonly labels: readonly string[];
  /** The last edit of the note or the labels; null if there was none. */
  readonly annotated: {
    readonly at: Date;
    /** True if the run had ended before. */
    readonly isAfterEnd: boolean;
    /** Labels that edits have removed: a list of runs with such a label shows that the run has left it. */
    readonly formerLabels: readonly string[];
  } | null;
  /** The id of the run that this run repeats on some slots; null if it is not a retry. */
  readonly retryOf: string | null;
  /** The name of the exclusive grant that the request asked for; null for none. Its password is never stored. */
  readonly exclusiveGrant: string | null;
  readonly requestId: string | null;
  /** Digest of the request, to check that a repeated request with the same id is equal. Null without an id. */
  readonly requestDigest: string | null;
  /** The id of the server that executes the run; null if the store is not shared. */
  readonly driver: string | null;
  readonly status: RunStatus;
  readonly startTime: Date;
  readonly endTime: Date | null;
  /** When the run was cancelled; null if it was not. */
  readonly cancelledAt: Date | null;
  /** When a user paused the run, so that no further slot starts; null if it is not paused. */
  readonly pausedAt: Date | null;
  /** The index in `slots` of the slot whose unknown outcome holds the run, so that no further slot starts; or null. */
  readonly heldBy: number | null;
  readonly slots: readonly RunSlot[];
  readonly skipped: readonly SkippedSlot[];
}

/** The progress of a run. */
export type RunStage = 'STARTED' | 'READY' | 'FINISHED';

/** True until the slot has its outcome. */
export function isOpen(slot: RunSlot): boolean {
  return UNDER_WAY.has(slot.status) || (slot.status === 'LOST' && slot.mayReturn);
}

/** True while the slot waits for its turn, is asked, or is running. */
export function isUnderWay(slot: RunSlot): boolean {
  return UNDER_WAY.has(slot.status);
}

/** The addresses of the slots whose `currentRuns` change: the run commands them now but not in `before`, or the reverse. */
export function changedHands(run: Run, before: Run | null): string[] {
  return run.slots.flatMap((slot, index) => {
    const was = before?.slots[index];
    const is = isUnderWay(slot) && run.endTime === null;
    return slot.address !== null && is !== (was !== undefined && isUnderWay(was)) ? [slot.address] : [];
  });
}

/** The parameters that are sent to a slot of the run; null for a stop or an abort. */
export function paramsOf({ id, params }: Run, slot: Pick<RunSlot, 'params' | 'isTagged'>): Params | null {
  return params && { ...params, ...slot.params, ...(slot.isTagged && { [TAG]: id }) };
}

/** True only if every commanded slot succeeded; null while running. */
export function runSuccess(run: Run): boolean | null {
  if (run.status === 'RUNNING') return null;
  return run.slots.every(({ status }) => status === 'SUCCEEDED');
}

/** Whether at least `minSlots` slots succeeded; null while the run is open, or if there is no minimum. */
export function meetsMinimum(run: Run): boolean | null {
  if (run.status === 'RUNNING' || run.minSlots === null) return null;
  return run.slots.filter(({ status }) => status === 'SUCCEEDED').length >= run.minSlots;
}

/** Whether the slot had this stream id, instance id or address when the run began. */
export function hasName({ streamId, instanceId, address }: RunSlot, name: string): boolean {
  return streamId === name || instanceId === name || address === name;
}

/** The name of a slot of a run: its stream id, or if that is unknown its instance id. */
export function nameOf({
  streamId,
  instanceId,
}: Pick<RunSlot | SkippedSlot, 'streamId' | 'instanceId'>): string {
  return streamId ?? instanceId;
}

/**
 * The encoded session of each slot by stream id: the `session.data` of the OCS face. The key is the instance id if the
 * stream id is unknown, or if two slots have the same.
 */
export function runResult({ slots }: Run): Record<string, EncodedSession> {
  const names = distinctNames(slots, nameOf);
  return Object.fromEntries(
    slots.flatMap(({ record }, index) => (record ? [[names[index], record.session]] : [])),
  );
}

/** True if every slot has reached `stage`, or has ended without reaching it. */
export function hasReached(run: Run, stage: RunStage): boolean {
  if (run.status !== 'RUNNING') return true;
  if (stage === 'FINISHED') return false;
  return run.slots.every((slot) => {
    if (!isUnderWay(slot) || slot.status === 'READY' || slot.status === 'STOPPING') return true;
    return slot.status === 'RUNNING' && (stage === 'STARTED' || !slot.reportsReady);
  });
}
