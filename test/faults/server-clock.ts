import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The wall clock of one process, which Debian's libfaketime sets. Its monotonic clock goes on as it is. */
export interface ServerClock {
  /** What the process needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets the clock to so many seconds after the true time. */
  step(seconds: number): void;
}

export function createServerClock(directory: string): ServerClock {
  const file = join(directory, 'clock');
  const step = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}`);
  step(0);
  return {
    env: {
      LD_PRELOAD: findLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    step,
  };
}

function findLibrary(): string {
  const library = readdirSync('/usr/lib')
    .map((name) => join('/usr/lib', name, 'faketime', 'libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
  if (library === undefined) throw new Error('libfaketime is missing: apt-get install libfaketime');
  return library;
}
