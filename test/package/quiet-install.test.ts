import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../project-root.js';

/** It declares Node 22, and runs on 20: CI tests it on both. */
const KNOWN = /^autobahn@/;

test('npm ci warns of no package but autobahn, on any Node that we admit', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-install-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(projectRoot, name), join(folder, name));
  }
  // It judges the lock file, and downloads nothing.
  const rehearsal = ['ci', '--dry-run', '--offline', '--ignore-scripts', '--no-audit'];
  const { status, stderr } = spawnSync('npm', rehearsal, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const unsupported = [...stderr.matchAll(/EBADENGINE +package: '([^']+)'/g)].map(([, name = '']) => name);
  assert.deepEqual(
    unsupported.filter((name) => !KNOWN.test(name)),
    [],
  );
  const others = stderr
    .split('\n')
    .filter((line) => line.startsWith('npm warn') && !line.includes('EBADENGINE'));
  assert.deepEqual(others, []);
});
