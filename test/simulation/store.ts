import type { Run } from '../../src/core/runs/run.js';
import type { RunStore } from '../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import type { ProcessClock } from './process-clock.js';
import type { Random } from './random.js';

/** The current behaviour of the store. */
export type StoreMood = 'works' | 'is slow' | 'fails' | 'hangs';

/** The content of the disk. It survives the server. */
export interface Disk {
  readonly kept: RunStore;
  /** The last written state of each run. */
  readonly latest: Map<string, Run>;
  /** Runs with a failed write: the disk does not have their newest state, and the server knows this. */
  readonly incomplete: Set<string>;
  mood: StoreMood;
  /** Counts down with each write; at 0 the server is killed just before or just after the write. Null for never. */
  killAfterWrites: number | null;
}

export function createDisk(): Disk {
  return {
    kept: createMemoryRunStore({ maxRuns: 100_000 }),
    latest: new Map(),
    incomplete: new Set(),
    mood: 'works',
    killAfterWrites: null,
  };
}

export interface StoreOptions {
  readonly disk: Disk;
  readonly process: ProcessClock;
  readonly random: Random;
  /** Kills this process. */
  readonly kill: () => void;
  readonly count: (event: string) => void;
}

/** How often a hanging disk is checked. */
const HANG_STEP_MS = 500;

/** The store of one server: the disk, with its faults. */
export function createSimulatedStore({ disk, process, random, kill, count }: StoreOptions): RunStore {
  const never = () => new Promise<never>(() => {});

  async function reach(): Promise<void> {
    await process.sleep(disk.mood === 'is slow' ? random.between(100, 3000) : random.between(0, 5));
    while (disk.mood === 'hangs') await process.sleep(HANG_STEP_MS);
    if (disk.mood === 'fails') {
      count('the store failed');
      throw new Error('the disk is full');
    }
  }

  /** At some writes the server dies: the disk may have the data, but no client is told. */
  async function killed(when: 'before' | 'after'): Promise<void> {
    if (disk.killAfterWrites === null || disk.killAfterWrites > 0) return;
    if (when === 'before' && random.chance(0.5)) return;
    disk.killAfterWrites = null;
    count(`the server was killed ${when} a write`);
    kill();
    await never();
  }

  async function write(run: Run, act: () => Promise<boolean>): Promise<boolean> {
    try {
      await reach();
    } catch (error) {
      disk.incomplete.add(run.id);
      throw error;
    }
    if (disk.killAfterWrites !== null) disk.killAfterWrites -= 1;
    await killed('before');
    if (!process.isAlive) await never();
    const isStored = await act();
    disk.latest.set(run.id, run);
    await killed('after');
    return isStored;
  }

  return {
    create: (run) => write(run, () => disk.kept.create(run)),
    append: (run, event) => write(run, () => disk.kept.append(run, event)),
    async drop(id) {
      await reach();
      await disk.kept.drop(id);
    },
    async get(id) {
      await reach();
      return disk.kept.get(id);
    },
    async ofRequest(key) {
      await reach();
      return disk.kept.ofRequest(key);
    },
    async open() {
      await reach();
      return disk.kept.open();
    },
    async list(filter, page) {
      await reach();
      return disk.kept.list(filter, page);
    },
  };
}
