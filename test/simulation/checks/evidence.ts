import type { History } from '../history.js';
import type { Life } from '../server.js';
import type { Slot } from '../slot.js';
import type { Disk } from '../store.js';
import type { Swarm } from '../swarm.js';
import type { RunSeen } from './runs-seen.js';

/** What a checker judges by. */
export interface Evidence {
  readonly swarm: Swarm;
  readonly slots: readonly Slot[];
  readonly history: History;
  readonly runs: readonly RunSeen[];
  readonly disk: Disk;
  /** The last server, before it was closed. */
  readonly life: Life;
  /** Something that must never be has been. */
  breach(text: string): void;
  /** Something that must be met sometimes has been met. */
  count(event: string): void;
}
