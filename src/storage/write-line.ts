import { afterRunning, type Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { StorageError } from './storage-error.js';

/** Maximum time that a caller waits for the store. */
const BOUND_MS = 5000;
/** Interval in which failed writes are tried again. */
const AGAIN_MS = 2000;
/** The write has begun, and cannot be taken back by a server that is killed. */
const MAY_BE_WRITTEN =
  'The run was not started. But if the server is killed before the store answers, the run may start after the restart';
/** Maximum number of writes that wait or are tried again. More would fill the memory. */
const MAX_WAITING = 10_000;

export interface WriteLineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called with the reason when the store fails, and with null when it works again and nothing is left to write. */
  readonly onTrouble: (reason: string | null) => void;
  /** Writes an unimportant value, to test whether the store works again if no write waits. */
  readonly probe: () => Promise<void>;
}

/** Executes all writes to a store, one after the other. A caller waits a few seconds at most. */
export interface WriteLine extends Closable {
  /**
   * Tries once.
   * @param undo removes the written data if the write ends after the caller has given up; null if the data stay
   * @throws the error of `write`, or a {@link StorageError} `silent`
   */
  once(write: () => Promise<void>, undo: (() => Promise<void>) | null): Promise<void>;
  /** Rejects like {@link once}, but repeats the write until it succeeds. `write` must be repeatable. */
  surely(write: () => Promise<void>): Promise<void>;
  /** Reads, with the same limit of time. */
  read<T>(read: () => Promise<T>): Promise<T>;
  /** Resolves when every waiting write was tried. */
  settled(): Promise<void>;
}

export function createWriteLine({ clock, logger, onTrouble, probe }: WriteLineOptions): WriteLine {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  /** The store did not answer in time, and has not answered since. */
  let isSilent = false;
  const again = new Set<() => Promise<void>>();
  let isRepeating = false;
  let isInTrouble = false;

  function inLine(write: () => Promise<void>): Promise<void> {
    waiting += 1;
    const done = last.then(write).finally(() => {
      waiting -= 1;
      isSilent = false;
    });
    last = done.catch(() => {});
    void done.then(recovered, failed);
    return done;
  }

  function recovered(): void {
    if (again.size > 0 || waiting > 0) return;
    isInTrouble = false;
    onTrouble(null);
  }

  function failed(error: unknown): void {
    isInTrouble = true;
    onTrouble(messageOf(error));
  }

  async function bounded<T>(promise: Promise<T>): Promise<T> {
    let timer: Closable | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      // One write needs several answers, which the store cannot give while this process is suspended.
      timer = afterRunning(clock, isSilent ? 0 : BOUND_MS, () => {
        isSilent = true;
        const error = new StorageError('silent', `it has not answered within ${BOUND_MS / 1000} s`);
        failed(error);
        reject(error);
      });
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      timer?.close();
    }
  }

  function requireRoom(): void {
    if (waiting + again.size < MAX_WAITING) return;
    throw new StorageError('silent', `${MAX_WAITING} writes already wait for it`);
  }

  async function repeat(): Promise<void> {
    if (isRepeating || isSilent || !isInTrouble) return;
    isRepeating = true;
    if (again.size === 0) await inLine(probe).catch(() => {});
    for (const write of [...again]) {
      await inLine(async () => {
        await write();
        again.delete(write);
      }).catch(() => {});
    }
    isRepeating = false;
  }

  const repeating = clock.every(AGAIN_MS, () => void repeat());

  return {
    async once(write, undo) {
      requireRoom();
      const so = { isBegun: false, isGivenUp: false };
      const done = inLine(async () => {
        if (so.isGivenUp) return;
        so.isBegun = true;
        await write();
      });
      try {
        await bounded(done);
      } catch (error) {
        so.isGivenUp = true;
        if (!so.isBegun || !undo || !(error instanceof StorageError)) throw error;
        void done.then(() => inLine(undo)).catch(() => {});
        throw new StorageError('silent', `${error.message}. ${MAY_BE_WRITTEN}`);
      }
    },
    async surely(write) {
      requireRoom();
      const done = inLine(write);
      done.catch((error) => {
        logger.warn({ err: error }, 'a write failed and will be tried again');
        again.add(write);
      });
      await bounded(done);
    },
    read: (read) => bounded(read()),
    async settled() {
      await last;
      await repeat();
      await last;
    },
    close: () => repeating.close(),
  };
}
