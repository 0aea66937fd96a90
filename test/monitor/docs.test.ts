import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LOOKS, type Look, STATUS_WORDS } from '../../monitor/states/outcome-words.js';
import { WORDS } from '../../monitor/states/words.js';
import { projectRoot } from '../project-root.js';

const COLOURS: Readonly<Record<Look, string>> = {
  bad: 'red',
  work: 'blue',
  flow: 'green',
  rest: 'grey',
  done: 'grey',
};

/** The lines of the table under a heading of docs/monitor.md, each as its cells. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const text = readFileSync(join(projectRoot, 'docs/monitor.md'), 'utf8');
  const [, part = ''] = text.split(`\n## ${heading}\n`);
  const [section = ''] = part.split('\n## ');
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) => line.split('|').map((cell) => cell.trim()));
}

describe('docs/monitor.md explains', () => {
  it('each state of a slot', () => {
    const words = tableUnder('States').map(([, word]) => word);
    assert.deepEqual(words, Object.values(WORDS));
  });

  it('each outcome on a slot, with its colour', () => {
    const explained = Object.fromEntries(
      tableUnder('Outcomes').map(([, word, , , colour]) => [word, colour]),
    );
    const statuses = Object.keys(LOOKS) as (keyof typeof LOOKS)[];
    const shown = Object.fromEntries(
      statuses.map((status) => [STATUS_WORDS[status], COLOURS[LOOKS[status]]] as const),
    );
    assert.deepEqual(explained, shown);
  });
});
