import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../../src/lib/error-message.js';

/** Room for the runs of one schedule: SQLite lets its write-ahead log grow to 4 MB before it uses it again. */
const SIZE = '8m';

/** A disk in memory that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves not a byte free. */
  fill(): void;
  /** Frees what `fill` took. */
  free(): void;
  unmount(): void;
}

/** Null if it can be mounted; otherwise the reason. */
export function whyNoSmallDisk(): string | null {
  try {
    mountSmallDisk().unmount();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** @throws without the rights of root */
export function mountSmallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-disk-'));
  try {
    asRoot('mount', '-t', 'tmpfs', '-o', `size=${SIZE},mode=777`, 'multismurf-test', folder);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  const filler = join(folder, 'filler');
  const unmount = () => {
    process.off('exit', unmount);
    // Lazily: a process that was killed a moment ago may still have files open.
    asRoot('umount', '--lazy', folder);
    rmdirSync(folder);
  };
  process.on('exit', unmount);
  return {
    folder,
    fill() {
      const file = openSync(filler, 'w');
      try {
        for (;;) writeSync(file, Buffer.alloc(64 * 1024));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler),
    unmount,
  };
}

function asRoot(...command: readonly [string, ...string[]]): void {
  const [name, ...args] = process.getuid?.() === 0 ? command : (['sudo', '-n', ...command] as const);
  execFileSync(name, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
