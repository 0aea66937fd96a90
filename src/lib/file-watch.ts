import type { Clock } from './clock.js';
import { fileMark } from './file-mark.js';
import type { Closable } from './topic.js';

/** How often the file is checked for changes. */
const LOOK_MS = 2000;

/** Watches a file. */
export interface FileWatch extends Closable {
  /** Checks at once whether the file has changed. */
  look(): Promise<void>;
}

export interface FileWatchOptions {
  readonly path: string;
  /** Reads the file: at the beginning, and after each change. Must not reject. */
  readonly read: () => Promise<void>;
  /** Called after each check, also if the file has not changed. */
  readonly checked?: () => void;
  readonly clock: Pick<Clock, 'every'>;
}

/** Resolves when the file has been read for the first time. */
export async function watchFile({ path, read, checked, clock }: FileWatchOptions): Promise<FileWatch> {
  let seen: string | undefined;
  /** The check that is under way; null if there is none. */
  let looking: Promise<void> | null = null;

  async function lookOnce(): Promise<void> {
    const mark = await fileMark(path);
    if (mark !== seen) {
      // Before the file is read, so that no change is missed.
      seen = mark;
      await read();
    }
    checked?.();
  }

  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  }

  await look();
  const timer = clock.every(LOOK_MS, () => void look());
  return { look, close: () => timer.close() };
}
