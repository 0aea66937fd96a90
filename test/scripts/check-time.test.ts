import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectRoot } from '../project-root.js';

/** What the check says of a folder with one file of these lines. */
function check(t: TestContext, lines: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-check-time-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'deep'));
  const file = join(folder, 'deep', 'file.ts');
  writeFileSync(file, lines.join('\n'));
  const script = join(projectRoot, 'dist', 'scripts', 'check-time.js');
  const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  return { file, status, reports: stderr.split('\n').filter((line) => line !== '') };
}

test('every use of the time of Node is reported, with its place and what to use instead', (t) => {
  const uses = [
    'const a = Date.now();',
    'const b = new Date();',
    'const c = new Date;',
    'setTimeout(() => {}, 1);',
    'setInterval(() => {}, 1);',
    'await new Promise(setImmediate);',
    'const d = performance.now();',
    'const e = AbortSignal.timeout(5);',
    "import { setTimeout as delay } from 'node:timers/promises';",
    "import { setInterval } from 'timers';",
  ];
  const { file, status, reports } = check(t, uses);
  assert.equal(status, 1);
  for (const [index, use] of uses.entries()) {
    const report = reports.find((line) => line.startsWith(`${file}:${index + 1}: `));
    assert.match(report ?? '', / - use /, use);
  }
});

test('dates of a known time, comments and the clock itself are accepted', (t) => {
  const { status, reports } = check(t, [
    '/** Better than setTimeout. */',
    '// Not Date.now().',
    ' * nor setInterval',
    'const a = new Date(0);',
    'const b = new Date(text);',
    'const c = clock.now(); // and not new Date()',
    'type At = Date;',
  ]);
  assert.deepEqual([status, reports], [0, []]);
});
