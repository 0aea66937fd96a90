import { createTopic, type Topic } from '../lib/topic.js';
import type { Problem } from './slots/problem.js';

/** The state of the store of the runs. */
export interface StoreHealth {
  /** RUNS_IN_MEMORY or STORE_UNAVAILABLE; null if there is no problem. */
  readonly problem: Problem | null;
  /** After each change of `problem`. */
  readonly changes: Topic<void>;
}

/** The state of a store that always works. */
export const wellStored: StoreHealth = { problem: null, changes: createTopic(() => {}) };
