import { createTopic, type Topic } from '../../lib/topic.js';
import { createSlotEvents, type SlotEvents } from '../slots/slot-events.js';
import type { Run } from './run.js';

/** All events of the core: of its slots, and of the runs on them. */
export interface CoreEvents extends SlotEvents {
  /** A run is new or has changed. The change was stored before, unless the store failed. */
  readonly runs: Topic<Run>;
}

/** @param onError gets the errors of listeners, so that one listener cannot stop the others */
export function createCoreEvents(onError: (error: unknown) => void): CoreEvents {
  return { ...createSlotEvents(onError), runs: createTopic(onError) };
}
