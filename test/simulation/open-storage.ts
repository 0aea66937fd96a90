import type { Kept } from '../../src/core/known-slots.js';
import { loadKept } from '../../src/core/load-kept.js';
import { noPeers, type Peers } from '../../src/core/runs/peers.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createServerLock } from '../../src/storage/postgres/server-lock.js';
import { createSharedRuns } from '../../src/storage/postgres/shared-runs.js';
import type { SharedTables } from '../../src/storage/sql/shared-tables.js';
import { createSteadyStores, type SteadyStores } from '../../src/storage/steady-stores.js';
import { StorageError } from '../../src/storage/storage-error.js';
import { createLockClient, type LockClientOptions, type SimulatedLockClient } from './lock-client.js';
import { shareDisk } from './share-disk.js';
import { createSimulatedStores, type SimulatedStores, type StoreOptions } from './store.js';

export interface StorageOptions extends LockClientOptions, Omit<StoreOptions, 'stores'> {
  /** Whether other servers use the same disk. */
  readonly isShared: boolean;
  /** The id of this process in its orders. */
  readonly sender: string;
}

/** The storage of one server, in the place of `src/storage/open-storage.ts`. */
export interface Storage {
  readonly stores: SteadyStores;
  readonly kept: Kept;
  readonly peers: Peers;
  /** The connection of the lock; null if the disk is not shared. */
  readonly lockClient: SimulatedLockClient | null;
  close(): Promise<void>;
}

const settings = (clock: StorageOptions['process']) => ({ place: 'the disk', clock, logger: silentLogger });

/** @throws if the database cannot be reached */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { disk, process, isShared } = options;
  if (isShared) return await openShared(options);
  const { runs, slots } = disk;
  const kept = await loadKept(runs, slots);
  const raw = createSimulatedStores({ ...options, stores: { runs, slots, send: noPeers.send } });
  const stores = createSteadyStores(raw, settings(process));
  return {
    ...{ stores, kept, peers: noPeers, lockClient: null },
    async close() {
      await stores.settled();
      stores.close();
    },
  };
}

/** The locks, the takeovers and the orders are those of `src/storage/postgres`. */
async function openShared(options: StorageOptions): Promise<Storage> {
  const { disk, process, sender } = options;
  let lockClient: SimulatedLockClient | null = null;
  const lock = createServerLock(
    () => {
      lockClient = createLockClient(options);
      return lockClient;
    },
    { clock: process, logger: silentLogger },
  );
  const driver = () => {
    if (lock.id !== null) return lock.id;
    throw new StorageError('silent', 'the lock of this server in the database is lost');
  };
  try {
    await lock.open();
    const own = shareDisk({ disk, sender, driver });
    const raw = createSimulatedStores({ ...options, stores: own.stores });
    const stores = createSteadyStores(raw, settings(process));
    const peers = createSharedRuns({
      ...{ lock, sender, tables: reached(own.tables, raw), runs: raw.runs, slots: stores.slots },
      ...{ send: stores.send, isOutdated: stores.isOutdated, clock: process, logger: silentLogger },
    });
    await peers.begin();
    const kept = await loadKept(raw.runs, raw.slots);
    return {
      ...{ stores, kept, peers },
      get lockClient() {
        return lockClient;
      },
      async close() {
        peers.close();
        await stores.settled();
        stores.close();
        await lock.close();
      },
    };
  } catch (error) {
    process.kill();
    await lock.close();
    throw error;
  }
}

/** The tables can be used only when the database can be reached. */
function reached(tables: SharedTables, { read }: SimulatedStores): SharedTables {
  return {
    newestOrder: () => read(tables.newestOrder),
    ordersAfter: (seq) => read(() => tables.ordersAfter(seq)),
    ordersSince: (runId) => read(() => tables.ordersSince(runId)),
    newestRun: () => read(tables.newestRun),
    openRuns: (after) => read(() => tables.openRuns(after)),
    giveRuns: (from, to) => read(() => tables.giveRuns(from, to)),
  };
}
