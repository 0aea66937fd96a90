import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../project-root.js';

const tests = join(projectRoot, 'dist', 'test');

/** The test files in a folder of `test/`, or one named file, relative to `test/`. */
export function testFiles(place: string): string[] {
  if (place.endsWith('.test.js')) return [place];
  return readdirSync(join(tests, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(place, name))
    .sort();
}

/**
 * Runs these test files one after the other in this process. A separate process for each of 120 files would take longer
 * to start than its tests take to run.
 */
export async function importTests(files: readonly string[]): Promise<void> {
  for (const file of files) await import(pathToFileURL(join(tests, file)).href);
}
