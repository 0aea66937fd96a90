import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../project-root.js';

/**
 * autobahn requires Node 22 in its package.json, but works with Node 20, as the CI shows. Its entry in
 * package-lock.json therefore has no `engines`; `npm install autobahn` would write them again.
 */
test('npm ci prints no warning with each supported version of Node', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-install-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(projectRoot, name), join(folder, name));
  }
  // It only checks the lock file, and downloads nothing.
  const rehearsal = ['ci', '--dry-run', '--offline', '--ignore-scripts', '--no-audit'];
  const { status, stderr } = spawnSync('npm', rehearsal, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    stderr.split('\n').filter((line) => line.startsWith('npm warn')),
    [],
  );
});
