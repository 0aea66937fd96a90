import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { type Clock, settledWithin } from '../../lib/clock.js';
import { migrate } from '../sql/migrations.js';
import type { Tables } from '../sql/tables.js';
import { StorageError } from '../storage-error.js';
import { createSqliteDialect } from './dialect.js';
import { DATABASE_FILE } from './messages.js';
import { SqliteError, type SqliteThread, startSqliteThread } from './thread.js';

/** A backup locks the database for a shorter time. A longer lock is reported. */
const BUSY_MS = 5000;
/** After a crash, opening replays the log, which can take long on a slow disk. */
const OPEN_MS = 60_000;
/** Maximum time for the last writes when the server ends. */
const CLOSE_MS = 3000;

export interface SqliteOptions {
  /** Created if it does not exist. */
  readonly folder: string;
  readonly clock: Clock;
  /** Maximum time that a statement waits while another program has locked the database. */
  readonly busyMs?: number;
  /** The last migration to execute. Defaults to the newest. */
  readonly migrateTo?: string;
}

/** An open database. */
export interface OpenDatabase {
  readonly database: Kysely<Tables>;
  /** The bytes that it takes on its disk. */
  size(): Promise<number>;
  /** Resolves when everything is written and closed, or a few seconds later. */
  close(): Promise<void>;
}

/**
 * Opens the database of a folder. Only one server at a time can use it.
 * @throws {StorageError}
 */
export async function openSqlite({
  folder,
  clock,
  busyMs = BUSY_MS,
  migrateTo,
}: SqliteOptions): Promise<OpenDatabase> {
  const thread = startSqliteThread();
  const database = new Kysely<Tables>({ dialect: createSqliteDialect(thread) });
  try {
    await bounded(clock, thread.open(folder, busyMs), folder);
    await migrate(database, 'sqlite', migrateTo);
  } catch (error) {
    await thread.kill();
    throw toStorageError(error, folder);
  }
  return { database, size: () => sizeOf(folder), close: () => close(thread, clock) };
}

/** With its log, which SQLite writes first. */
async function sizeOf(folder: string): Promise<number> {
  const file = join(folder, DATABASE_FILE);
  const log = await stat(`${file}-wal`).catch(() => null);
  return (await stat(file)).size + (log?.size ?? 0);
}

async function bounded(clock: Clock, opening: Promise<void>, folder: string): Promise<void> {
  let isOpen = false;
  await settledWithin(
    clock,
    opening.then(() => {
      isOpen = true;
    }),
    OPEN_MS,
  );
  if (isOpen) return;
  throw new StorageError('silent', `${folder} did not answer within ${OPEN_MS / 1000} s`);
}

/** The limit is for a disk that hangs: it must not block the end of the server. */
async function close(thread: SqliteThread, clock: Clock): Promise<void> {
  await settledWithin(
    clock,
    thread.close().catch(() => {}),
    CLOSE_MS,
  );
  await thread.kill();
}

function toStorageError(error: unknown, folder: string): unknown {
  if (error instanceof StorageError) {
    return new StorageError(error.trouble, `${folder}: ${error.message}`, { cause: error });
  }
  if (!(error instanceof SqliteError)) return error;
  if (error.code === 'LOCKED') {
    const whose = error.message === '' ? '' : ` (pid ${error.message})`;
    const message = `another MultiSmurf${whose} stores its runs in ${folder}: stop it, or use another folder`;
    return new StorageError('in use', message, { cause: error });
  }
  if (error.code === 'SQLITE_NOTADB' || error.code?.startsWith('SQLITE_CORRUPT')) {
    const message = `the database in ${folder} is damaged: ${error.message}. Restore a backup, or move the database to another folder`;
    return new StorageError('broken', message, { cause: error });
  }
  return new StorageError('unwritable', `${folder} cannot be written: ${error.message}`, { cause: error });
}
