import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { AuditStore } from '../core/audit/audit-store.js';
import { type Kept, NOTHING_KEPT } from '../core/known-slots.js';
import { loadKept } from '../core/load-kept.js';
import { noPeers, type PeerOrder, type Peers } from '../core/runs/peers.js';
import type { RunStore } from '../core/runs/run-store.js';
import { problem } from '../core/slots/problem.js';
import type { SlotStore } from '../core/slots/slot-store.js';
import { type StoreHealth, wellStored } from '../core/store-health.js';
import { type Clock, settledWithin } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
import type { Closable } from '../lib/topic.js';
import { createMemoryAuditStore } from './memory-audit-store.js';
import { createMemoryRunStore } from './memory-run-store.js';
import { type OpenPostgres, openPostgres } from './postgres/open.js';
import { announceAs, createSharedRuns } from './postgres/shared-runs.js';
import { DEFAULT_AUDIT_RETENTION, makeAuditRoom } from './sql/audit-retention.js';
import { createSqlAuditStore } from './sql/audit-store.js';
import { insertOrder, putOrder } from './sql/orders.js';
import { DEFAULT_RETENTION, makeRoom, type Retention } from './sql/retention.js';
import { createSqlRunStore } from './sql/run-store.js';
import { createSharedTables } from './sql/shared-tables.js';
import { createSqlSlotStore } from './sql/slot-store.js';
import type { Tables } from './sql/tables.js';
import { type OpenDatabase, openSqlite } from './sqlite/open.js';
import { createSteadyStores, type SteadyStores, type Stores } from './steady-stores.js';
import { StorageError } from './storage-error.js';

/** Where runs are stored. */
export type StoragePlace =
  | { readonly kind: 'memory' }
  /** A configured folder: if it cannot be used, the server does not start. */
  | { readonly kind: 'folder'; readonly path: string }
  /** If it cannot be used, runs are kept in memory. Null if this machine has no such folder. */
  | { readonly kind: 'default folder'; readonly path: string | null }
  | { readonly kind: 'postgres'; readonly url: Secret };

/** The stores of a server, with the stored data of an earlier server. */
export interface Storage {
  readonly runs: RunStore;
  /** Null if nothing is stored. */
  readonly slots: SlotStore | null;
  /** Its reads take a few seconds at most; a write takes as long as the place needs. */
  readonly audit: AuditStore;
  readonly kept: Kept;
  readonly health: StoreHealth;
  /** The size of the database in bytes. Null if the runs are kept in memory. */
  size(): Promise<number | null>;
  /** The servers that use the same database. */
  readonly peers: Peers;
  /** Finishes the waiting writes, within a few seconds at most, and releases the place. */
  close(): Promise<void>;
}

interface Surroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retention?: Retention;
}

/** The time for the last writes when the server ends. */
const CLOSE_MS = 3000;
/** How often old runs are dropped. */
const MAKE_ROOM_MS = 10 * 60_000;

/** @throws {StorageError} if the configured place cannot be used, or another server uses it */
export async function openStorage(place: StoragePlace, surroundings: Surroundings): Promise<Storage> {
  const { clock, logger } = surroundings;
  switch (place.kind) {
    case 'memory':
      return inMemory(wellStored);
    case 'folder':
      return await inDatabase(await openSqlite({ folder: place.path, clock }), place.path, surroundings);
    case 'postgres': {
      const open = await openPostgres({ url: place.url.reveal(), clock, logger });
      return await inSharedDatabase(open, 'the database of DATABASE_URL', surroundings);
    }
    case 'default folder':
      return await inDefaultFolder(place.path, surroundings);
  }
}

async function inDefaultFolder(path: string | null, surroundings: Surroundings): Promise<Storage> {
  const { clock, logger } = surroundings;
  try {
    if (path === null) throw new StorageError('unwritable', 'neither XDG_STATE_HOME nor HOME is set');
    return await inDatabase(await openSqlite({ folder: path, clock }), path, surroundings);
  } catch (error) {
    const isTolerable =
      error instanceof StorageError && (error.trouble === 'unwritable' || error.trouble === 'silent');
    if (!isTolerable) throw error;
    const message = `Runs are kept in memory only, and are lost when the server stops: ${error.message}. Set a folder with --data-dir.`;
    logger.warn({ reason: error.message }, 'runs are kept in memory only: set a folder with --data-dir');
    return inMemory({
      ...wellStored,
      problem: problem({ code: 'RUNS_IN_MEMORY', message, since: clock.now() }),
    });
  }
}

function inMemory(health: StoreHealth): Storage {
  return {
    ...{ runs: createMemoryRunStore(), slots: null, audit: createMemoryAuditStore() },
    ...{ kept: NOTHING_KEPT, health, peers: noPeers },
    size: async () => null,
    close: async () => {},
  };
}

/** A folder, which only this server uses. */
async function inDatabase(open: OpenDatabase, place: string, surroundings: Surroundings): Promise<Storage> {
  const { database } = open;
  const stores = {
    ...{ runs: createSqlRunStore(database), slots: createSqlSlotStore(database), send: noPeers.send },
    probe: () => probe(database, surroundings.clock),
  };
  return await storageOf(open, stores, place, surroundings, async () => ({ peers: noPeers, close() {} }));
}

async function inSharedDatabase(
  open: OpenPostgres,
  place: string,
  surroundings: Surroundings,
): Promise<Storage> {
  const { database, lock } = open;
  const { clock, logger } = surroundings;
  const sender = randomUUID();
  const announce = announceAs(sender);
  const driver = () => {
    if (lock.id !== null) return lock.id;
    throw new StorageError('silent', 'the lock of this server in the database is lost');
  };
  const made = (order: PeerOrder) => ({ sender, at: clock.now(), order });
  const stores = {
    runs: createSqlRunStore(database, {
      ...{ announce, driver },
      order: (transaction, order) => putOrder(transaction, announce, made(order)),
    }),
    slots: createSqlSlotStore(database, announce),
    send: (order: PeerOrder) => insertOrder(database, announce, made(order)),
    probe: () => probe(database, clock),
  };
  return await storageOf(open, stores, place, surroundings, async ({ slots, send, isOutdated }) => {
    const tables = createSharedTables(database);
    const shared = createSharedRuns({
      ...{ tables, lock, runs: stores.runs, slots, isOutdated, sender, send, clock, logger },
    });
    await shared.begin();
    return { peers: shared, close: shared.close };
  });
}

async function storageOf(
  { database, size, close }: OpenDatabase,
  stores: Stores,
  place: string,
  { clock, logger, retention = DEFAULT_RETENTION }: Surroundings,
  join: (steady: SteadyStores) => Promise<{ readonly peers: Peers } & Closable>,
): Promise<Storage> {
  const steady = createSteadyStores(stores, { place, clock, logger });
  let joined: Awaited<ReturnType<typeof join>> | null = null;
  try {
    joined = await join(steady);
    const kept = await loadKept(stores.runs, stores.slots);
    const making = clock.every(MAKE_ROOM_MS, () => {
      makeRoom(database, retention, clock.now()).catch((error) =>
        logger.warn({ err: error }, 'old runs could not be dropped'),
      );
      makeAuditRoom(database, DEFAULT_AUDIT_RETENTION, clock.now()).catch((error) =>
        logger.warn({ err: error }, 'old audit records could not be dropped'),
      );
    });
    const audit = createSqlAuditStore(database);
    logger.info({ place, open: kept.runs.length }, 'runs are stored');
    return {
      ...{ runs: steady.runs, slots: steady.slots, kept, health: steady.health, peers: joined.peers },
      size,
      audit: { ...audit, list: (filter, page) => steady.read(() => audit.list(filter, page)) },
      async close() {
        making.close();
        joined?.close();
        await settledWithin(clock, steady.settled(), CLOSE_MS);
        steady.close();
        await close();
      },
    };
  } catch (error) {
    joined?.close();
    steady.close();
    await close();
    throw error;
  }
}

/** Writes an unimportant value. */
async function probe(database: Kysely<Tables>, clock: Clock): Promise<void> {
  const row = { id: 1, at: clock.now().getTime() };
  await database
    .insertInto('probe')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at: row.at }))
    .execute();
}
