import type { SessionRecord } from '../slots/session-record.js';
import type { RunSlotStatus } from './run.js';

/** How a slot of a run ends. */
export interface SlotOutcome {
  readonly status: Exclude<RunSlotStatus, 'PENDING' | 'STARTING' | 'RUNNING' | 'READY' | 'STOPPING' | 'LOST'>;
  readonly message: string | null;
  /** Where there is news of the session. */
  readonly record?: SessionRecord | null;
  /** Where the outcome was concluded, not read. */
  readonly inferred?: boolean;
  /** UNKNOWN: whether the slot may be doing what was asked, so that somebody has to look. */
  readonly mayStillAct?: boolean;
}

interface OfSlot {
  /** The place in the run's `slots`. */
  readonly slot: number;
  readonly at: Date;
}

/** Everything that can happen to a run, in the order of a slot's life. */
export type RunEvent =
  /** Our start is about to be sent. Stored before it is, so that it is never sent twice. */
  | (OfSlot & {
      readonly type: 'START_SENT';
      readonly agentStart: string;
      /** Id of the operation's latest session so far. */
      readonly sessionBefore: string | null;
      readonly reportsReady: boolean;
    })
  /** The agent accepted it, or its session was recognised (`inferred`). */
  | (OfSlot & { readonly type: 'STARTED'; readonly record: SessionRecord; readonly inferred: boolean })
  /** A stop or an abort that is what the run does has been sent. */
  | (OfSlot & { readonly type: 'STOP_SENT' })
  /** The slot's session as its agent reports it now. */
  | (OfSlot & { readonly type: 'SESSION_SEEN'; readonly record: SessionRecord; readonly ready: boolean })
  /** Something that people must know while the slot goes on; null takes it back. */
  | (OfSlot & { readonly type: 'NOTED'; readonly message: string | null })
  /** The agent has accepted to end it for the sake of a cancel. */
  | (OfSlot & { readonly type: 'STOP_ACCEPTED' })
  /** No heartbeat any more, or another agent speaks for the slot: then it cannot return. */
  | (OfSlot & { readonly type: 'LOST'; readonly message: string; readonly mayReturn: boolean })
  /** The slot is heard again, with the same agent. */
  | (OfSlot & { readonly type: 'RETURNED' })
  | (OfSlot & { readonly type: 'ENDED'; readonly outcome: SlotOutcome })
  /** Nothing more is started until it is known what became of this slot. */
  | (OfSlot & { readonly type: 'HELD' })
  /** Somebody lets the run go on without knowing what became of this slot. */
  | (OfSlot & { readonly type: 'PASSED' })
  | { readonly type: 'RELEASED'; readonly at: Date }
  | { readonly type: 'CANCEL_REQUESTED'; readonly at: Date };

/** News of a session that is no step of the run: shown, and not worth a place in its history. */
export function isProgress(event: RunEvent): boolean {
  return event.type === 'SESSION_SEEN';
}
