import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, found from wherever this file was compiled to. */
export const projectRoot = findProjectRoot();

function findProjectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder))
      throw new Error(`No package.json above ${fileURLToPath(import.meta.url)}.`);
    folder = dirname(folder);
  }
  return folder;
}
