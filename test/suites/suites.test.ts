import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../project-root.js';
import { testFiles } from './import-tests.js';
import { otherFolders, suites } from './suites.js';

test('every test runs in one suite of npm test, or in a command of its own', () => {
  const everywhere = testFiles('.').filter((file) => !otherFolders.includes(file.split('/')[0] ?? ''));
  assert.deepEqual(Object.values(suites).flat().sort(), everywhere);
});

test('every suite has a file that runs it', () => {
  const files = readdirSync(join(projectRoot, 'dist', 'test', 'suites')).filter((name) =>
    name.endsWith('.test.js'),
  );
  assert.deepEqual(files.sort(), [...Object.keys(suites), 'suites'].map((name) => `${name}.test.js`).sort());
});

test('every other folder has a command in package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const commands = Object.values<string>(scripts).join('\n');
  for (const folder of otherFolders) assert.match(commands, new RegExp(`dist/test/${folder}/\\*`));
});
