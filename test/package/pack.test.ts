import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ask, isReady, LISTENING } from '../programs/program.js';
import { within } from '../until.js';
import { installPacked } from './install-packed.js';

function install(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-package-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return installPacked(folder);
}

test('the packed program, installed in an empty folder, runs the demo with its page, and ends on a signal', async (t) => {
  const project = install(t);
  assert.ok(!existsSync(join(project, 'node_modules', 'typescript')), 'no tools are installed with it');

  const { stdout } = spawnSync('npx', ['--no-install', 'multismurf', '--version'], {
    cwd: project,
    encoding: 'utf8',
  });
  assert.match(stdout, /^\d+\.\d+\.\d+/);

  // What npx starts, without npx: that ends by the signal itself and hides our exit code.
  const demo = spawn(join(project, 'node_modules', '.bin', 'multismurf'), ['demo', '--port', '0']);
  const ended = once(demo, 'close');
  t.after(async () => {
    demo.kill('SIGKILL');
    await ended;
  });
  let output = '';
  const listening = new Promise<string>((resolve, reject) => {
    demo.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      const url = LISTENING.exec(output)?.[1];
      if (url) resolve(url);
    });
    demo.stderr.resume();
    ended.then(() => reject(new Error(`ended without listening: ${output}`)), reject);
  });
  const url = await within(listening, 'the demo listens');
  await isReady(url);
  const { smurfInstances } = await ask<{ smurfInstances: unknown[] }>(url, '{ smurfInstances { streamId } }');
  assert.equal(smurfInstances.length, 3);
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  assert.match(await page.text(), /<script type="module"[^>]* src="graphql\/assets\//);

  demo.kill('SIGINT');
  assert.deepEqual(await within(ended, 'the end of the demo'), [0, null]);
});
