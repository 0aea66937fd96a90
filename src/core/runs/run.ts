import type { EncodedSession } from '../../ocs/protocol.js';
import { distinctNames } from '../slots/names.js';
import type { SessionRecord } from '../slots/session-record.js';

export type RunAction = 'RUN' | 'STOP' | 'ABORT';
export type Via = 'GRAPHQL' | 'OCS';
export type RunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/**
 * A slot of a run goes
 *
 *     PENDING → STARTING → RUNNING → (READY) → (STOPPING) → SUCCEEDED | FAILED | CANCELLED
 *
 * and leaves that path as NOT_STARTED (it was never asked), REJECTED, ALREADY_RUNNING or UNREACHABLE (it was
 * asked and nothing was started), UNKNOWN (it cannot be known what became of it) or TIMED_OUT. LOST is left
 * again if the slot comes back with the same session in time.
 */
export type RunSlotStatus =
  | 'NOT_STARTED'
  | 'PENDING'
  | 'STARTING'
  | 'RUNNING'
  | 'READY'
  | 'STOPPING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'REJECTED'
  | 'ALREADY_RUNNING'
  | 'TIMED_OUT'
  | 'LOST'
  | 'CANCELLED'
  | 'UNREACHABLE'
  | 'UNKNOWN';

const UNDER_WAY: ReadonlySet<RunSlotStatus> = new Set([
  'PENDING',
  'STARTING',
  'RUNNING',
  'READY',
  'STOPPING',
]);

/** One slot of a run and what became of it. */
export interface RunSlot {
  /** Null for a name that no slot has. */
  readonly address: string | null;
  /** The instance id, or the name that was asked for where no slot has it. */
  readonly instanceId: string;
  /** The stream id that the slot had confirmed when the run began. */
  readonly streamId: string | null;
  readonly status: RunSlotStatus;
  /** True if the outcome was concluded, not read: by the time of a session's start, or by the heartbeat. */
  readonly inferred: boolean;
  /** Why, in the agent's own words where it has any. */
  readonly message: string | null;
  /** The session that our start gave. It stays with the run when its agent forgets it. */
  readonly record: SessionRecord | null;
  /** When our start (or stop) was sent; null before. */
  readonly sentAt: Date | null;
  /** When the agent accepted our start, or its session was recognised; null before. */
  readonly acceptedAt: Date | null;
  /** The start of the slot's agent when we sent it: under another one the session is lost. */
  readonly agentStart: string | null;
  /** Id of the operation's latest session before our start: what is not ours. */
  readonly sessionBefore: string | null;
  /** True if the operation reports when it is ready, as `stream` does; otherwise running is all that can be known. */
  readonly reportsReady: boolean;
  /** When the agent accepted to stop or abort it for the sake of a cancel; null if it has not. */
  readonly stopAcceptedAt: Date | null;
  /** LOST: whether it can still come back. */
  readonly mayReturn: boolean;
  /** Somebody let the run go on without knowing what became of this slot: it holds nobody back any more. */
  readonly passed: boolean;
}

/** Why "all" leaves out a slot. */
export type SkipCode = 'EXPIRED' | 'OUT_OF_SERVICE' | 'OUTCOME_UNKNOWN' | 'NAME_CONFLICT';

/** A slot that "all" includes and that was left out. */
export interface SkippedSlot {
  readonly address: string;
  readonly instanceId: string;
  readonly streamId: string | null;
  readonly code: SkipCode;
  /** In a sentence. */
  readonly reason: string;
  /** In a few words, for a summary: `outcome of take_iv unknown`. */
  readonly brief: string;
}

/** One request to do one operation on several slots. Immutable: each change makes a new one. */
export interface Run {
  readonly id: string;
  /** Grows with each change. */
  readonly revision: number;
  readonly action: RunAction;
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>> | null;
  readonly requestedBy: string | null;
  /** The interface through which it was requested. */
  readonly via: Via;
  /** So many slots at a time; null for all at once. */
  readonly maxConcurrency: number | null;
  /** Seconds between a place of the window becoming free and the next start. */
  readonly settleSeconds: number;
  /** After so many seconds from its own start a slot is TIMED_OUT. */
  readonly timeoutSeconds: number;
  readonly minSlots: number | null;
  readonly requestId: string | null;
  /** What the whole request said, in short: the same id again must say the same. Null without an id. */
  readonly requestDigest: string | null;
  readonly status: RunStatus;
  readonly startTime: Date;
  readonly endTime: Date | null;
  /** When somebody cancelled it; null if nobody has. */
  readonly cancelledAt: Date | null;
  /** The place in `slots` of the slot that nobody knows to be done: until then nothing more is started. */
  readonly heldBy: number | null;
  readonly slots: readonly RunSlot[];
  readonly skipped: readonly SkippedSlot[];
}

/** How far a run has come. */
export type RunStage = 'STARTED' | 'READY' | 'FINISHED';

/** True until the slot has its outcome. */
export function isOpen(slot: RunSlot): boolean {
  return UNDER_WAY.has(slot.status) || (slot.status === 'LOST' && slot.mayReturn);
}

/** True while the slot is asked, or does what it was asked to. */
export function isUnderWay(slot: RunSlot): boolean {
  return UNDER_WAY.has(slot.status);
}

/** The addresses of the slots that the run has begun to command, or commands no more, since it was as `before`. */
export function changedHands(run: Run, before: Run | null): string[] {
  return run.slots.flatMap((slot, index) => {
    const was = before?.slots[index];
    const is = isUnderWay(slot) && run.endTime === null;
    return slot.address !== null && is !== (was !== undefined && isUnderWay(was)) ? [slot.address] : [];
  });
}

/** True only if every commanded slot succeeded; null while running. */
export function runSuccess(run: Run): boolean | null {
  if (run.status === 'RUNNING') return null;
  return run.slots.every(({ status }) => status === 'SUCCEEDED');
}

/** Whether as many slots succeeded as the request wanted at least; null while running or if it did not say. */
export function meetsMinimum(run: Run): boolean | null {
  if (run.status === 'RUNNING' || run.minSlots === null) return null;
  return run.slots.filter(({ status }) => status === 'SUCCEEDED').length >= run.minSlots;
}

/** What a slot of a run is called: its stream id, or else its instance id. */
export function nameOf({
  streamId,
  instanceId,
}: Pick<RunSlot | SkippedSlot, 'streamId' | 'instanceId'>): string {
  return streamId ?? instanceId;
}

/**
 * The encoded session of each slot by stream id: what the OCS face puts in `session.data`. By instance id where
 * the stream id is not known, or where two slots claim the same: neither may hide the other.
 */
export function runResult({ slots }: Run): Record<string, EncodedSession> {
  const names = distinctNames(slots, nameOf);
  return Object.fromEntries(
    slots.flatMap(({ record }, index) => (record ? [[names[index], record.session]] : [])),
  );
}

/** True once every slot has come to `stage`, or has ended without coming to it. */
export function hasReached(run: Run, stage: RunStage): boolean {
  if (run.status !== 'RUNNING') return true;
  if (stage === 'FINISHED') return false;
  return run.slots.every((slot) => {
    if (!isUnderWay(slot) || slot.status === 'READY' || slot.status === 'STOPPING') return true;
    return slot.status === 'RUNNING' && (stage === 'STARTED' || !slot.reportsReady);
  });
}
