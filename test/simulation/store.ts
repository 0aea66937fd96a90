import type { Run } from '../../src/core/runs/run.js';
import type { RunStore } from '../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import type { ProcessClock } from './process-clock.js';
import type { Random } from './random.js';

/** How the store does its work now. */
export type StoreMood = 'works' | 'is slow' | 'fails' | 'hangs';

/** What is on the disk. It outlives the server. */
export interface Disk {
  readonly kept: RunStore;
  /** Each run as it was written last. */
  readonly latest: Map<string, Run>;
  /** Runs of which a write failed: the disk does not have all of them, and the server knows. */
  readonly incomplete: Set<string>;
  mood: StoreMood;
  /** Kills the server at the write that makes it 0: just before it, or just after. Null for never. */
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
  /** Kills this process; nothing of it goes on. */
  readonly kill: () => void;
  readonly count: (event: string) => void;
}

/** How often it is looked whether a disk that hangs works again. */
const HANG_STEP_MS = 500;

/** The store of one server: the disk, and what can go wrong on the way to it. */
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

  /** The server dies at some writes: the disk has what was written, and nobody hears that it has. */
  async function killed(when: 'before' | 'after'): Promise<void> {
    if (disk.killAfterWrites === null || disk.killAfterWrites > 0) return;
    if (when === 'before' && random.chance(0.5)) return;
    disk.killAfterWrites = null;
    count(`the server was killed ${when} a write`);
    kill();
    await never();
  }

  async function write(run: Run, act: () => Promise<void>): Promise<void> {
    try {
      await reach();
    } catch (error) {
      disk.incomplete.add(run.id);
      throw error;
    }
    if (disk.killAfterWrites !== null) disk.killAfterWrites -= 1;
    await killed('before');
    if (!process.isAlive) await never();
    await act();
    disk.latest.set(run.id, run);
    await killed('after');
  }

  return {
    create: (run) => write(run, () => disk.kept.create(run)),
    append: (run, event) => write(run, () => disk.kept.append(run, event)),
    async get(id) {
      await reach();
      return disk.kept.get(id);
    },
    async list(filter, page) {
      await reach();
      return disk.kept.list(filter, page);
    },
  };
}
