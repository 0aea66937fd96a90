import type { Clock } from './clock.js';
import { fileMark } from './file-mark.js';
import type { Closable } from './topic.js';

/** How often the files are checked for changes. */
const LOOK_MS = 2000;

/** Watches one file, or several that belong together. */
export interface FileWatch extends Closable {
  /** Checks at once whether they have changed. */
  look(): Promise<void>;
}

export interface FileWatchOptions {
  readonly paths: readonly string[];
  /** Reads the files: at the beginning, and after each change. Must not reject. */
  readonly read: () => Promise<void>;
  /** Called after each check, also if nothing has changed. */
  readonly checked?: () => void;
  readonly clock: Pick<Clock, 'every'>;
}

/** Resolves when the files have been read for the first time. */
export async function watchFile({ paths, read, checked, clock }: FileWatchOptions): Promise<FileWatch> {
  let seen: string | undefined;
  /** The check that is under way; null if there is none. */
  let looking: Promise<void> | null = null;

  async function lookOnce(): Promise<void> {
    const mark = (await Promise.all(paths.map(fileMark))).join();
    if (mark !== seen) {
      // Before they are read, so that no change is missed.
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
