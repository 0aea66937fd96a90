import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Clock, settledWithin } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { migrate } from '../sql/migrations.js';
import type { Tables } from '../sql/tables.js';
import type { OpenDatabase } from '../sqlite/open.js';
import { StorageError } from '../storage-error.js';

const CONNECT_MS = 5000;
const STATEMENT_MS = 5000;
const CLOSE_MS = 3000;
const CONNECTIONS = 4;
/** The key of the advisory lock of the server: an arbitrary number that no other program uses. */
const LOCK = 4_716_250_113;
/** The type of 8-byte integers, which the driver returns as text by default. */
const INT8 = 20;

export interface PostgresOptions {
  /** `postgres://USER:PASSWORD@HOST/DATABASE`. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Opens the database. Only one server at a time can use it: a separate connection holds the lock.
 * @throws {StorageError}
 */
export async function openPostgres({ url, clock, logger }: PostgresOptions): Promise<OpenDatabase> {
  const settings = {
    connectionString: url,
    application_name: `multismurf (pid ${process.pid})`,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    keepAlive: true,
    types: { getTypeParser },
  } satisfies pg.PoolConfig;
  const lock = new pg.Client(settings);
  // A lost connection emits `error` twice, and an `error` event without a listener would end the process.
  lock.on('error', (error) => logger.error({ err: error }, 'the connection that holds the lock is lost'));
  const pool = new pg.Pool({ ...settings, max: CONNECTIONS });
  pool.on('error', (error) => logger.warn({ err: error }, 'a connection to the database is lost'));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = async () => {
    const closing = Promise.all([database.destroy(), lock.end().catch(() => {})]);
    await settledWithin(clock, closing, CLOSE_MS);
  };
  try {
    await lock.connect();
    await takeLock(lock);
    await migrate(database, 'postgres');
    return { database, close };
  } catch (error) {
    await close();
    if (error instanceof StorageError) {
      throw new StorageError(error.trouble, `the database of DATABASE_URL: ${error.message}`, {
        cause: error,
      });
    }
    const message = `the database of DATABASE_URL cannot be used: ${error instanceof Error ? error.message : error}`;
    throw new StorageError('unwritable', message, { cause: error });
  }
}

async function takeLock(client: pg.Client): Promise<void> {
  const taken = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK]);
  if (taken.rows[0]?.taken) return;
  const holder = await client.query<{ name: string }>(
    `select application_name as name from pg_stat_activity join pg_locks using (pid)
     where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = $1`,
    [LOCK],
  );
  const whose = holder.rows[0]?.name ?? 'multismurf';
  throw new StorageError('in use', `another server uses it, ${whose}: stop that server first`);
}

/** Our numbers are below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === INT8) return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}
