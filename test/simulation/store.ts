import type { Run } from '../../src/core/runs/run.js';
import { latestOf, type RunStore } from '../../src/core/runs/run-store.js';
import type { OutOfService } from '../../src/core/slots/mark.js';
import type { KeptOutcome, RememberedSlot, SlotStore } from '../../src/core/slots/slot-store.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import type { Stores } from '../../src/storage/steady-stores.js';
import type { ProcessClock } from './process-clock.js';
import type { Random } from './random.js';
import { createSharedDatabase, type SharedDatabase } from './shared-database.js';
import { openSqliteDisk } from './sqlite-disk.js';

/** The current behaviour of the store. Only a shared database can be away, which ends the connections to it. */
export type StoreMood = 'works' | 'is slow' | 'fails' | 'hangs' | 'is away';

/** The content of the disk. It survives the server. */
export interface Disk {
  readonly runs: RunStore;
  readonly slots: SlotStore;
  /** The last written state of each run. */
  readonly latest: Map<string, Run>;
  /** Runs with a failed or late write: the disk does not have their newest state, and the server knows this. */
  readonly incomplete: Set<string>;
  /** Used if several servers use the disk. */
  readonly shared: SharedDatabase;
  mood: StoreMood;
  /** Counts down with each write; at 0 the server is killed just before or just after the write. Null for never. */
  killAfterWrites: number | null;
  close(): Promise<void>;
}

/** Where a world stores its runs. A SQLite database has one server. */
export type DiskKind = 'memory' | 'sqlite';

export async function createDisk(kind: DiskKind): Promise<Disk> {
  return {
    ...(kind === 'sqlite' ? await openSqliteDisk() : createMemoryDisk()),
    latest: new Map(),
    incomplete: new Set(),
    shared: createSharedDatabase(),
    mood: 'works',
    killAfterWrites: null,
  };
}

function createMemoryDisk(): Pick<Disk, 'runs' | 'slots' | 'close'> {
  return {
    runs: createMemoryRunStore({ maxRuns: 100_000 }),
    slots: createMemorySlotStore(),
    close: async () => {},
  };
}

function createMemorySlotStore(): SlotStore {
  const slots = new Map<string, RememberedSlot>();
  const outOfService = new Map<string, OutOfService>();
  const outcomes = new Map<string, KeptOutcome>();
  const keyOf = (address: string, runId: string) => `${address} ${runId}`;
  return {
    async load() {
      const unresolved = [...outcomes.values()].toSorted((a, b) => a.since.getTime() - b.since.getTime());
      return { slots: [...slots.values()], outOfService: new Map(outOfService), unresolved };
    },
    async saveSlots(some) {
      for (const slot of some) slots.set(slot.address, slot);
    },
    async forget(address) {
      slots.delete(address);
      outOfService.delete(address);
      for (const [key, outcome] of outcomes) if (outcome.address === address) outcomes.delete(key);
    },
    async saveOutOfService(address, reason) {
      if (reason) outOfService.set(address, reason);
      else outOfService.delete(address);
    },
    async saveOutcome(outcome) {
      outcomes.set(keyOf(outcome.address, outcome.runId), outcome);
    },
    async dropOutcome(address, runId) {
      outcomes.delete(keyOf(address, runId));
    },
  };
}

export interface StoreOptions {
  readonly disk: Disk;
  /** Its content, as this server may change it. */
  readonly stores: Omit<Stores, 'probe'>;
  readonly process: ProcessClock;
  readonly random: Random;
  /** Kills this process. */
  readonly kill: () => void;
  readonly count: (event: string) => void;
}

/** How often a hanging disk is checked. */
const HANG_STEP_MS = 500;

/** The stores of one server. */
export interface SimulatedStores extends Stores {
  /** Reads something else from the disk. */
  read<T>(act: () => Promise<T>): Promise<T>;
}

/** The stores of one server: the disk, with its faults. */
export function createSimulatedStores(options: StoreOptions): SimulatedStores {
  const { disk, process, random, kill, count } = options;
  const { runs, slots, send } = options.stores;
  const never = () => new Promise<never>(() => {});

  async function reach(): Promise<void> {
    await process.sleep(disk.mood === 'is slow' ? random.between(50, 1000) : random.between(0, 5));
    while (disk.mood === 'hangs') await process.sleep(HANG_STEP_MS);
    if (disk.mood === 'fails' || disk.mood === 'is away') {
      count('the store failed');
      throw new Error(disk.mood === 'fails' ? 'the disk is full' : 'connection refused');
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

  async function write<T>(act: () => Promise<T>): Promise<T> {
    await reach();
    if (disk.killAfterWrites !== null) disk.killAfterWrites -= 1;
    await killed('before');
    if (!process.isAlive) await never();
    const result = await act();
    await killed('after');
    return result;
  }

  async function read<T>(act: () => Promise<T>): Promise<T> {
    await reach();
    return act();
  }

  const writeRun = (run: Run, act: () => Promise<boolean>) =>
    write(async () => {
      const isStored = await act();
      if (isStored && run.revision > (disk.latest.get(run.id)?.revision ?? 0)) disk.latest.set(run.id, run);
      return isStored;
    });

  return {
    read,
    probe: () => write(async () => {}),
    send: (order) => write(() => send(order)),
    runs: {
      create: (run) => writeRun(run, () => runs.create(run)),
      append: (changes) => writeRun(latestOf(changes), () => runs.append(changes)),
      annotate: (id, event, onStored) =>
        write(() =>
          runs.annotate(id, event, (run) => {
            disk.latest.set(id, run);
            onStored(run);
          }),
        ),
      drop: (id) =>
        write(async () => {
          await runs.drop(id);
          disk.latest.delete(id);
        }),
      get: (id) => read(() => runs.get(id)),
      ofRequest: (key) => read(() => runs.ofRequest(key)),
      open: () => read(() => runs.open()),
      list: (filter, page) => read(() => runs.list(filter, page)),
      results: (query) => read(() => runs.results(query)),
    },
    slots: {
      load: () => read(() => slots.load()),
      saveSlots: (some) => write(() => slots.saveSlots(some)),
      forget: (address) => write(() => slots.forget(address)),
      saveOutOfService: (address, reason) => write(() => slots.saveOutOfService(address, reason)),
      saveOutcome: (outcome) => write(() => slots.saveOutcome(outcome)),
      dropOutcome: (address, runId) => write(() => slots.dropOutcome(address, runId)),
    },
  };
}

/** Notes the runs of which the server knows that the disk does not have their newest state. */
export function noted(runs: RunStore, { incomplete }: Disk): RunStore {
  async function known(run: Run, writing: Promise<boolean>): Promise<boolean> {
    try {
      return await writing;
    } catch (error) {
      incomplete.add(run.id);
      throw error;
    }
  }
  return {
    ...runs,
    create: (run) => known(run, runs.create(run)),
    append: (changes) => known(latestOf(changes), runs.append(changes)),
  };
}
