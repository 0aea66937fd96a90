import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../project-root.js';

const tests = join(projectRoot, 'dist', 'test');

/** The test files of a folder of `test/`, or the one file that is named, relative to `test/`. */
export function testFiles(place: string): string[] {
  if (place.endsWith('.test.js')) return [place];
  return readdirSync(join(tests, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(place, name))
    .sort();
}

/**
 * Runs these tests one after the other in this process. A process for each of 120 files takes longer to start
 * than its tests take to run.
 */
export async function importTests(files: readonly string[]): Promise<void> {
  for (const file of files) await import(pathToFileURL(join(tests, file)).href);
}
