import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPacked } from '../../test/package/install-packed.js';

/** What the package takes on the disk when it is installed, with all that it needs. */
export interface Installed {
  readonly megabytes: number;
  /** The largest packages. */
  readonly largest: readonly { readonly name: string; readonly megabytes: number }[];
}

const SHOWN = 8;

/** Packs and installs it in a temporary folder. A text says why that was not possible. */
export function measureInstalled(): Installed | string {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-installed-'));
  try {
    const modules = join(installPacked(folder), 'node_modules');
    const packages = readdirSync(modules)
      .flatMap((name) =>
        name.startsWith('@') ? readdirSync(join(modules, name)).map((part) => join(name, part)) : [name],
      )
      .map((name) => ({ name, megabytes: bytesOnDisk(join(modules, name)) / 1e6 }))
      .sort((a, b) => b.megabytes - a.megabytes);
    return { megabytes: bytesOnDisk(modules) / 1e6, largest: packages.slice(0, SHOWN) };
  } catch (error) {
    return String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As `du` counts: the blocks of the file, or of the folder with all that is in it. */
function bytesOnDisk(path: string): number {
  const stat = lstatSync(path);
  const inside = stat.isDirectory() ? readdirSync(path).map((name) => bytesOnDisk(join(path, name))) : [];
  return inside.reduce((sum, bytes) => sum + bytes, stat.blocks * 512);
}
