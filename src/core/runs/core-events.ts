import { createTopic, type Topic } from '../../lib/topic.js';
import { createSlotEvents, type SlotEvents } from '../slots/slot-events.js';
import type { Run } from './run.js';

/** Every event of the core: of its slots, and of the runs on them. */
export interface CoreEvents extends SlotEvents {
  /** A run is new or has changed; it has been stored as far as its store allows. */
  readonly runs: Topic<Run>;
}

/** @param onError takes what a listener throws, so that one listener cannot silence the others. */
export function createCoreEvents(onError: (error: unknown) => void): CoreEvents {
  return { ...createSlotEvents(onError), runs: createTopic(onError) };
}
