import { createTopic, type Topic } from '../lib/topic.js';
import type { Problem } from './slots/problem.js';

/** How the store of the runs is, for the people who rely on it. */
export interface StoreHealth {
  /** RUNS_IN_MEMORY or STORE_UNAVAILABLE; null while all is well. */
  readonly problem: Problem | null;
  /** After each change of `problem`. */
  readonly changes: Topic<void>;
}

/** Of a store that is what was asked for, and always works. */
export const wellStored: StoreHealth = { problem: null, changes: createTopic(() => {}) };
