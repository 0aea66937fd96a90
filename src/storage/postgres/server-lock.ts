import { randomInt } from 'node:crypto';
import type pg from 'pg';
import type { Clock } from '../../lib/clock.js';
import { messageOf } from '../../lib/error-message.js';
import type { Logger } from '../../lib/logger.js';
import { type Closable, createTopic, logListenerErrors, type Topic } from '../../lib/topic.js';
import { StorageError } from '../storage-error.js';

/** The first half of the keys of our advisory locks: an arbitrary number that no other program uses. */
const LOCK_CLASS = 471_625;
/** The channel of NOTIFY. */
export const CHANNEL = 'multismurf';
/** Time between two questions whether the connection still works. */
const ASK_MS = 1000;
/** Without an answer to a question for this long, the lock counts as lost. */
const ANSWER_MS = 3000;
/**
 * An answer proves that the lock was held when the question was sent, and for this long after that: it is less than
 * the time after which PostgreSQL gives up a connection (`KEEPALIVE`), and another server can take the runs.
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
  /**
   * Whether the lock is held. Asks the database if it has not answered in the last seconds, for example because this
   * process was suspended. Resolves within seconds.
   */
  confirm(): Promise<boolean>;
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
  /** When the last question that was answered was sent. */
  answeredAt: number;
  /** The question that has no answer yet. */
  question: Promise<void> | null;
}

/** @param newClient makes a client, which is not connected yet */
export function createServerLock(
  newClient: () => LockClient,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): ServerLock {
  const onError = logListenerErrors(logger);
  const held = createTopic<void>(onError);
  const lost = createTopic<void>(onError);
  const notices = createTopic<string>(onError);
  const over = new AbortController();
  let current: Connected | null = null;

  async function connect(): Promise<void> {
    const client = newClient();
    const onEnd = (error?: Error) => lose(client, error?.message ?? 'it was closed');
    // A lost connection emits `error` twice, and an `error` event without a listener would end the process.
    client.on('error', onEnd);
    client.on('end', () => onEnd());
    client.on('notification', ({ payload = '' }) => notices.emit(payload));
    let bound: Closable | undefined;
    try {
      await client.connect();
      bound = clock.after(ANSWER_MS, () => void client.end().catch(() => {}));
      await client.query(KEEPALIVE);
      const id = randomInt(1, 2 ** 31);
      if (!(await tryLock(client, id))) throw new Error(`the lock ${id} is in use`);
      await client.query(`listen ${CHANNEL}`);
      if (over.signal.aborted) throw new Error('closed');
      current = { client, id: String(id), answeredAt: clock.monotonic(), question: null };
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    } finally {
      bound?.close();
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
      'the lock in the database is lost: this server executes no run until it holds the lock again',
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

  function ask(asked: Connected): Promise<void> {
    asked.question ??= question(asked);
    return asked.question;
  }

  /** Never rejects. The process may have been suspended, so only the time after a question counts. */
  async function question(asked: Connected): Promise<void> {
    const at = clock.monotonic();
    const silence = `the database has not answered for ${ANSWER_MS / 1000} s`;
    const bound = clock.after(ANSWER_MS, () => lose(asked.client, silence));
    try {
      await asked.client.query('select 1');
      asked.answeredAt = at;
    } catch (error) {
      lose(asked.client, messageOf(error));
    } finally {
      bound.close();
      asked.question = null;
    }
  }

  async function confirm(): Promise<boolean> {
    const asked = current;
    if (!asked) return false;
    // A question from before a suspension is answered at once, but proves nothing about now.
    while (current === asked && clock.monotonic() - asked.answeredAt >= VALID_MS) await ask(asked);
    return current === asked;
  }

  const asking = clock.every(ASK_MS, () => {
    if (current) void ask(current);
  });

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
