import { createTopic, type Topic } from '../../lib/topic.js';
import type { SessionRecord } from './session-record.js';
import type { Slot } from './slot.js';

/** What has happened to a slot. UPDATED stands for every change that has no name of its own. */
export type SlotEventKind = 'ADDED' | 'UPDATED' | 'EXPIRED' | 'RETURNED' | 'RESTARTED' | 'REMOVED';

export interface SlotEvent {
  readonly kind: SlotEventKind;
  /** As it is after the change; REMOVED: as it was last. */
  readonly slot: Slot;
}

export interface SessionEvent {
  /** As it is after the change. */
  readonly slot: Slot;
  readonly operation: string;
  readonly record: SessionRecord;
}

/** A message that a slot published on one of its feeds. */
export interface FeedEvent {
  readonly slot: Slot;
  readonly feed: string;
  /** When it reached us. */
  readonly time: Date;
  readonly message: unknown;
}

/** Every event of the slots. Events carry values: whoever reads one late reads what was true when it happened. */
export interface SlotEvents {
  /** A slot has changed, also where the change is in its runs, its problems or what people say of it. */
  readonly slots: Topic<SlotEvent>;
  /** A heartbeat has come, whether it brought news or not. */
  readonly heartbeats: Topic<Slot>;
  /** A session is new or has changed. */
  readonly sessions: Topic<SessionEvent>;
  /** A slot has read its own state. */
  readonly stateReads: Topic<Slot>;
  readonly feeds: Topic<FeedEvent>;
}

/** @param onError takes what a listener throws, so that one listener cannot silence the others. */
export function createSlotEvents(onError: (error: unknown) => void): SlotEvents {
  return {
    slots: createTopic(onError),
    heartbeats: createTopic(onError),
    sessions: createTopic(onError),
    stateReads: createTopic(onError),
    feeds: createTopic(onError),
  };
}
