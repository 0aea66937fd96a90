import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.js';
import type { Json } from './json.js';

/** The files with the inputs of a target, one for each line: the first inputs, and inputs that found a fault before. */
function filesOf(target: string): string[] {
  return ['', '.found'].map((end) => join(projectRoot, 'test', 'fuzz', 'corpus', `${target}${end}.jsonl`));
}

export function readCorpus(target: string): Json[] {
  return filesOf(target)
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);
}
