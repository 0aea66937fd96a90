import { createTopic, type Topic } from '../../lib/topic.js';
import type { SessionRecord } from './session-record.js';
import type { Slot } from './slot.js';

/** The kind of a slot event. UPDATED is any change that has no other kind. */
export type SlotEventKind = 'ADDED' | 'UPDATED' | 'EXPIRED' | 'RETURNED' | 'RESTARTED' | 'REMOVED';

export interface SlotEvent {
  readonly kind: SlotEventKind;
  /** The slot after the change; for REMOVED its last state. */
  readonly slot: Slot;
}

export interface SessionEvent {
  /** The slot after the change. */
  readonly slot: Slot;
  readonly operation: string;
  readonly record: SessionRecord;
}

/** A message that a slot published on one of its feeds. */
export interface FeedEvent {
  readonly slot: Slot;
  readonly feed: string;
  /** When it was received. */
  readonly time: Date;
  readonly message: unknown;
}

/** All events of the slots. Events contain immutable values, so a late reader still sees the state at the event. */
export interface SlotEvents {
  /** A slot has changed, including changes of its runs, problems and marks. */
  readonly slots: Topic<SlotEvent>;
  /** A heartbeat has come, with or without a change. */
  readonly heartbeats: Topic<Slot>;
  /** A session is new or has changed. */
  readonly sessions: Topic<SessionEvent>;
  /** An agent has read the state of its slot. */
  readonly stateReads: Topic<Slot>;
  readonly feeds: Topic<FeedEvent>;
}

/** @param onError gets the errors of listeners, so that one listener cannot stop the others */
export function createSlotEvents(onError: (error: unknown) => void): SlotEvents {
  return {
    slots: createTopic(onError),
    heartbeats: createTopic(onError),
    sessions: createTopic(onError),
    stateReads: createTopic(onError),
    feeds: createTopic(onError),
  };
}
