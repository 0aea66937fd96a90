import type { SessionRecord } from '../slots/session-record.js';
import type { AnnotatedEvent } from './annotation.js';
import type { RunSlotStatus } from './run.js';

/** The end of a slot of a run. */
export interface SlotOutcome {
  readonly status: Exclude<RunSlotStatus, 'PENDING' | 'STARTING' | 'RUNNING' | 'READY' | 'STOPPING' | 'LOST'>;
  readonly message: string | null;
  /** The session, if it has changed. */
  readonly record?: SessionRecord | null;
  /** True if the outcome was concluded, not read from the agent. */
  readonly inferred?: boolean;
  /** For UNKNOWN: whether the operation may be running, so that a user has to check the slot. */
  readonly mayStillAct?: boolean;
}

interface OfSlot {
  /** The index in the run's `slots`. */
  readonly slot: number;
  readonly at: Date;
}

/** All events of a run, in the order in which they happen to a slot. */
export type RunEvent =
  /** Our start is about to be sent. The event is stored before, so that a start is never sent twice. */
  | (OfSlot & {
      readonly type: 'START_SENT';
      readonly agentStart: string;
      /** Id of the operation's latest session before our start; null if there is none. */
      readonly sessionBefore: string | null;
      readonly reportsReady: boolean;
    })
  /** The stored start was not sent, since this server had lost the run: the slot waits for its turn again. */
  | (OfSlot & { readonly type: 'WITHDRAWN' })
  /** The agent accepted the start, or its session was recognised (`inferred`). */
  | (OfSlot & { readonly type: 'STARTED'; readonly record: SessionRecord; readonly inferred: boolean })
  /** For a run with the action STOP or ABORT: it was sent to the agent. */
  | (OfSlot & {
      readonly type: 'STOP_SENT';
      /** Id of the operation's latest session when it was sent; null if there is none. */
      readonly sessionBefore: string | null;
    })
  /** The current session of the slot, as reported by its agent. */
  | (OfSlot & { readonly type: 'SESSION_SEEN'; readonly record: SessionRecord; readonly ready: boolean })
  /** A message for users while the slot is running; null removes it. */
  | (OfSlot & { readonly type: 'NOTED'; readonly message: string | null })
  /** The agent has accepted the stop or abort. */
  | (OfSlot & { readonly type: 'STOP_ACCEPTED' })
  /** The slot has expired, or its agent has restarted; after a restart it cannot return (`mayReturn` is false). */
  | (OfSlot & { readonly type: 'LOST'; readonly message: string; readonly mayReturn: boolean })
  /** The slot sends heartbeats again, and its agent has not restarted. */
  | (OfSlot & { readonly type: 'RETURNED' })
  | (OfSlot & { readonly type: 'ENDED'; readonly outcome: SlotOutcome })
  /** No further slot is started until the outcome of this slot is known. */
  | (OfSlot & { readonly type: 'HELD' })
  /** A user has resumed the run although the outcome of this slot is unknown. */
  | (OfSlot & { readonly type: 'PASSED' })
  | { readonly type: 'RELEASED'; readonly at: Date }
  /** A user has paused the run: no further slot is started. */
  | { readonly type: 'PAUSED'; readonly at: Date }
  /** A user has continued the paused run. */
  | { readonly type: 'UNPAUSED'; readonly at: Date }
  | { readonly type: 'CANCEL_REQUESTED'; readonly at: Date }
  /** A user has changed the note or the labels, perhaps after the end of the run. */
  | AnnotatedEvent;

/** True for progress of a session: it is published, but not stored in the history of the run. */
export function isProgress(event: RunEvent): boolean {
  return event.type === 'SESSION_SEEN';
}
