import type { History } from '../history.js';
import type { Life } from '../server.js';
import type { Slot } from '../slot.js';
import type { Disk } from '../store.js';
import type { Swarm } from '../swarm.js';
import type { RunSeen } from './runs-seen.js';

/** How long a slow store can delay a start. */
export const SLOW_STORE_MS = 15_000;

/** The data for the checkers. */
export interface Evidence {
  readonly swarm: Swarm;
  readonly slots: readonly Slot[];
  readonly history: History;
  readonly runs: readonly RunSeen[];
  readonly disk: Disk;
  /** When the world ended. */
  readonly endedAt: number;
  /** The servers at the end, before they were closed. */
  readonly lives: readonly Life[];
  /** Reports that a rule was broken. */
  breach(text: string): void;
  /** Counts an event that must occur sometimes. */
  count(event: string): void;
}
