import { randomInt } from 'node:crypto';
import type pg from 'pg';
import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { createTopic, logListenerErrors, type Topic } from '../../lib/topic.js';
import { StorageError } from '../storage-error.js';

/** The first half of the keys of our advisory locks: an arbitrary number that no other program uses. */
const LOCK_CLASS = 471_625;
/** The channel of NOTIFY. */
export const CHANNEL = 'multismurf';
/** Time between two questions whether the connection still works. */
const ASK_MS = 1000;
/**
 * Without an answer for this long, the lock counts as lost. Less than the time after which PostgreSQL gives up a
 * connection (`KEEPALIVE`), so that this server stops before another one can take its runs.
 */
const VALID_MS = 4000;
/** PostgreSQL notices after 3 + 3 × 1 s that the machine of a server is gone. */
const KEEPALIVE =
  'set tcp_keepalives_idle = 3; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3';
const AGAIN_MS = 1000;

/**
 * The lock that proves that a server is alive, on a connection of its own: PostgreSQL frees it when the connection
 * ends. Each connection has a new id, so a lock that is lost never comes back under the same id.
 */
export interface ServerLock {
  /** The id of this server; null while it does not hold its lock. */
  readonly id: string | null;
  /** Whether the lock was confirmed in the last seconds. If not, it is lost from now on. */
  confirm(): boolean;
  readonly held: Topic<void>;
  readonly lost: Topic<void>;
  /** The text of each NOTIFY of other connections. */
  readonly notices: Topic<string>;
  /** Takes the lock for the first time. @throws the error of the connection */
  open(): Promise<void>;
  /** Calls `use` if the server `id` is dead, and keeps others from doing the same meanwhile. */
  ifDead(id: string | null, use: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** The connection of the lock: a `pg.Client`. */
export type LockClient = Pick<pg.Client, 'connect' | 'query' | 'on' | 'end'>;

interface Connected {
  readonly client: LockClient;
  readonly id: string;
  answeredAt: number;
}

/** @param newClient makes a client, which is not connected yet; its queries fail without an answer for this long */
export function createServerLock(
  newClient: (queryTimeoutMs: number) => LockClient,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): ServerLock {
  const onError = logListenerErrors(logger);
  const held = createTopic<void>(onError);
  const lost = createTopic<void>(onError);
  const notices = createTopic<string>(onError);
  const over = new AbortController();
  let current: Connected | null = null;

  async function connect(): Promise<void> {
    const client = newClient(VALID_MS);
    const onEnd = (error?: Error) => lose(client, error?.message ?? 'it was closed');
    // A lost connection emits `error` twice, and an `error` event without a listener would end the process.
    client.on('error', onEnd);
    client.on('end', () => onEnd());
    client.on('notification', ({ payload = '' }) => notices.emit(payload));
    try {
      await client.connect();
      await client.query(KEEPALIVE);
      const id = randomInt(1, 2 ** 31);
      if (!(await tryLock(client, id))) throw new Error(`the lock ${id} is in use`);
      await client.query(`listen ${CHANNEL}`);
      if (over.signal.aborted) throw new Error('closed');
      current = { client, id: String(id), answeredAt: clock.monotonic() };
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    held.emit();
  }

  function lose(client: LockClient, reason: string): void {
    if (current?.client !== client) return;
    current = null;
    // `end` would wait for a database that does not answer.
    client.end().catch(() => {});
    if (over.signal.aborted) return;
    logger.error(
      { reason },
      'the lock in the database is lost: this server executes no run until it has it again',
    );
    lost.emit();
    void connectAgain();
  }

  async function connectAgain(): Promise<void> {
    while (!over.signal.aborted && current === null) {
      await clock.sleep(AGAIN_MS, over.signal);
      if (over.signal.aborted) return;
      await connect().then(
        () => logger.info('this server has its lock in the database again'),
        (error) => logger.warn({ err: error }, 'the database cannot be reached yet'),
      );
    }
  }

  function ask(): void {
    const asked = current;
    if (!asked || !confirm()) return;
    const at = clock.monotonic();
    asked.client.query('select 1').then(
      () => {
        asked.answeredAt = at;
      },
      (error: Error) => lose(asked.client, error.message),
    );
  }

  function confirm(): boolean {
    if (!current) return false;
    if (clock.monotonic() - current.answeredAt < VALID_MS) return true;
    lose(current.client, `the database has not answered for ${VALID_MS / 1000} s`);
    return false;
  }

  const asking = clock.every(ASK_MS, ask);

  return {
    get id() {
      return current?.id ?? null;
    },
    confirm,
    held,
    lost,
    notices,
    open: connect,
    async ifDead(id, use) {
      if (!current) return;
      const { client } = current;
      // Runs that no server has executed yet have no id.
      const key = Number(id ?? 0);
      if (!(await tryLock(client, key))) return;
      try {
        await use();
      } finally {
        await client.query('select pg_advisory_unlock($1, $2)', [LOCK_CLASS, key]).catch(() => {});
      }
    },
    async close() {
      over.abort();
      asking.close();
      await current?.client.end().catch(() => {});
    },
  };
}

/** @throws {StorageError} if the database answers with nothing */
async function tryLock(client: LockClient, key: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
    LOCK_CLASS,
    key,
  ]);
  const [row] = rows;
  if (!row) throw new StorageError('silent', 'no answer about the lock');
  return row.taken;
}
