import pg from 'pg';
import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { StorageError } from '../storage-error.js';

/** The key of the advisory lock of the server: an arbitrary number that no other program uses. */
const LOCK = 4_716_250_113;
/** Time between attempts to take the lock again after its connection was lost. */
const AGAIN_MS = 2000;

/** The lock that one server holds on its database. PostgreSQL frees it when the connection ends. */
export interface DatabaseLock {
  /** @throws {StorageError} `in use` if another server has it */
  take(): Promise<void>;
  close(): Promise<void>;
}

interface Surroundings {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** After a loss of the connection, such as a restart of the database, the lock is taken again as soon as possible. */
export function createLock(settings: pg.ClientConfig, { clock, logger }: Surroundings): DatabaseLock {
  const over = new AbortController();
  let held: pg.Client | null = null;

  async function take(): Promise<void> {
    const client = new pg.Client(settings);
    // A lost connection emits `error` twice, and an `error` event without a listener would end the process.
    client.on('error', (error) => {
      logger.error({ err: error }, 'the connection that holds the lock on the database is lost');
      if (client !== held) return;
      held = null;
      void takeAgain();
    });
    try {
      await client.connect();
      await takeLock(client);
      held = client;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  async function takeAgain(): Promise<void> {
    while (!over.signal.aborted && held === null) {
      await clock.sleep(AGAIN_MS, over.signal);
      if (over.signal.aborted) return;
      await take().then(
        () => logger.info('the lock on the database is held again'),
        (error) => logger.error({ err: error }, 'the lock on the database cannot be taken again yet'),
      );
    }
  }

  return {
    take,
    async close() {
      over.abort();
      await held?.end().catch(() => {});
    },
  };
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
