import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { type Clock, settledWithin } from '../../lib/clock.js';
import { messageOf } from '../../lib/error-message.js';
import type { Logger } from '../../lib/logger.js';
import { migrate } from '../sql/migrations.js';
import type { Tables } from '../sql/tables.js';
import type { OpenDatabase } from '../sqlite/open.js';
import { StorageError } from '../storage-error.js';
import { createServerLock, type ServerLock } from './server-lock.js';

const CONNECT_MS = 5000;
const STATEMENT_MS = 5000;
const CLOSE_MS = 3000;
const CONNECTIONS = 4;
/** The type of 8-byte integers, which the driver returns as text by default. */
const INT8 = 20;

export interface PostgresOptions {
  /** `postgres://USER:PASSWORD@HOST/DATABASE`. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OpenPostgres extends OpenDatabase {
  readonly lock: ServerLock;
}

/**
 * Opens the database. Several servers can use it: each has a lock, on a connection of its own.
 * @throws {StorageError}
 */
export async function openPostgres({ url, clock, logger }: PostgresOptions): Promise<OpenPostgres> {
  const settings = {
    connectionString: url,
    application_name: `multismurf (pid ${process.pid})`,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    keepAlive: true,
    types: { getTypeParser },
  } satisfies pg.PoolConfig;
  const lock = createServerLock(() => new pg.Client(settings), { clock, logger });
  const pool = new pg.Pool({ ...settings, max: CONNECTIONS });
  pool.on('error', (error) => logger.warn({ err: error }, 'a connection to the database is lost'));
  // The pool listens only to connections that nobody uses. One that is lost between two statements of a transaction would
  // end the process, as an `error` event without a listener does. The next statement fails anyway.
  pool.on('connect', (client) => client.on('error', () => {}));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = async () => {
    const closing = Promise.all([database.destroy(), lock.close()]);
    await settledWithin(clock, closing, CLOSE_MS);
  };
  try {
    await lock.open();
    await migrate(database, 'postgres');
    return { database, lock, size: () => sizeOf(database), close };
  } catch (error) {
    await close();
    if (error instanceof StorageError) {
      throw new StorageError(error.trouble, `the database of DATABASE_URL: ${error.message}`, {
        cause: error,
      });
    }
    const message = `the database of DATABASE_URL cannot be used: ${messageOf(error)}`;
    throw new StorageError('unwritable', message, { cause: error });
  }
}

async function sizeOf(database: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(
    database,
  );
  return rows[0]?.bytes ?? Number.NaN;
}

/** Our numbers are below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === INT8) return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}
