import type { LockClient } from '../../src/storage/postgres/server-lock.js';
import type { ProcessClock } from './process-clock.js';
import type { Random } from './random.js';
import type { LockSession } from './shared-database.js';
import type { Disk } from './store.js';
import type { WorldClock } from './world-clock.js';

/** The connection on which a server holds its lock, in place of a `pg.Client`. */
export interface SimulatedLockClient extends LockClient {
  /** The connection is reset: the database and the server notice it. */
  cut(): void;
  /** No message passes any more, and neither side is told. */
  silence(): void;
}

export interface LockClientOptions {
  readonly server: number;
  readonly world: WorldClock;
  readonly process: ProcessClock;
  readonly random: Random;
  readonly disk: Disk;
}

/** PostgreSQL notices after this time that the other machine is gone. */
const KEEPALIVE_MS = 6000;
const CONNECT_MS = 5000;
/** How often a hanging database is checked. */
const HANG_STEP_MS = 500;

export function createLockClient(options: LockClientOptions): SimulatedLockClient {
  const { server, world, process, random, disk } = options;
  const { locks, freedAt, sessions } = disk.shared;
  const listeners: { readonly event: string; readonly listener: (value?: unknown) => void }[] = [];
  let session: LockSession | null = null;
  let isSilent = false;
  let isOver = false;
  let lastArrival = 0;
  /** The questions without an answer: they fail when the client closes the connection. */
  const unanswered = new Set<(reason: string) => void>();

  function emit(event: string, value?: unknown): void {
    for (const one of listeners) if (one.event === event) one.listener(value);
  }

  /** A message to the server. Those of one connection keep their order. */
  function arrive(act: () => void): void {
    const late = random.chance(0.03) ? 900 : 30;
    lastArrival = Math.max(lastArrival, world.now + random.between(0, late));
    world.after(lastArrival - world.now, () => {
      if (!isSilent) process.deliver(act);
    });
  }

  /** The database does something when it works again. */
  function atDatabase(act: () => void): void {
    world.after(random.between(0, disk.mood === 'is slow' ? 1000 : 5), function reached() {
      if (disk.mood === 'hangs') world.after(HANG_STEP_MS, reached);
      else act();
    });
  }

  /** A question to the database: at most one of `done` and `fail` counts. */
  function ask<T>(
    timeoutMs: number | null,
    answer: (done: (value: T) => void, fail: (reason: string) => void) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        release();
        reject(new Error(reason));
      };
      const timer = timeoutMs === null ? null : process.after(timeoutMs, () => fail('no answer in time'));
      const release = () => {
        timer?.close();
        unanswered.delete(fail);
      };
      unanswered.add(fail);
      const done = (value: T) => {
        release();
        resolve(value);
      };
      if (isSilent) return;
      atDatabase(() =>
        answer(
          (value) => arrive(() => done(value)),
          (reason) => arrive(() => fail(reason)),
        ),
      );
    });
  }

  function openSession(): LockSession {
    const own: LockSession = {
      server,
      notice: (payload) => arrive(() => emit('notification', { payload })),
      end(reason) {
        if (!sessions.delete(own)) return;
        for (const [key, holder] of locks) {
          if (holder !== own) continue;
          locks.delete(key);
          freedAt.set(key, world.now);
        }
        arrive(() => emit('error', new Error(reason)));
      },
    };
    sessions.add(own);
    return own;
  }

  const endAtDatabase = () => session?.end('the connection was closed');

  function execute(text: string, values: readonly unknown[]): { rows: unknown[] } {
    const key = String(values[1]);
    if (session && text.includes('pg_try_advisory_lock')) {
      const holder = locks.get(key);
      if (!holder) locks.set(key, session);
      return { rows: [{ taken: !holder || holder === session }] };
    }
    if (text.includes('pg_advisory_unlock') && locks.get(key) === session) locks.delete(key);
    return { rows: [] };
  }

  const client = {
    connect: () =>
      ask<void>(CONNECT_MS, (done, fail) => {
        if (disk.mood === 'is away') {
          fail('connection refused');
          return;
        }
        if (isOver || !process.isAlive) return;
        session = openSession();
        done();
      }),
    query: (text: string, values: readonly unknown[] = []) =>
      ask<{ rows: unknown[] }>(null, (done, fail) => {
        if (session && sessions.has(session)) done(execute(text, values));
        else fail('the connection is closed');
      }),
    on(event: string, listener: (value?: unknown) => void) {
      listeners.push({ event, listener });
    },
    async end() {
      isOver = true;
      for (const fail of [...unanswered]) fail('the connection was closed');
      if (!isSilent) atDatabase(endAtDatabase);
    },
    cut: () => session?.end('the connection was reset'),
    silence() {
      isSilent = true;
      world.after(KEEPALIVE_MS, endAtDatabase);
    },
  };
  process.onDeath(() => {
    // If the whole machine is gone, nobody tells the database.
    world.after(random.chance(0.3) ? KEEPALIVE_MS : random.between(0, 50), endAtDatabase);
  });
  return client as unknown as SimulatedLockClient;
}
