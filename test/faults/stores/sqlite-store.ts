import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SmallDisk } from './small-disk.js';
import type { Store } from './store.js';

/** A folder for each server, on the disk if there is one. */
export function createSqliteStore(directory: string, disk: SmallDisk | null): Store {
  const parent = disk?.folder ?? directory;
  let last: string | null = null;
  return {
    async fresh() {
      if (last !== null) rmSync(last, { recursive: true });
      last = mkdtempSync(join(parent, 'data-'));
      return { MULTISMURF_DATA_DIR: last };
    },
    async fail() {
      if (disk === null) throw new Error('there is no small disk to be filled');
      disk.fill();
      return async () => disk.free();
    },
    close: async () => disk?.unmount(),
  };
}
