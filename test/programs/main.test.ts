import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { until, within } from '../until.js';
import { ask, isReady, LISTENING, runProgram, startProgram } from './program.js';

const fromRoot = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

describe('multismurf', { concurrency: 2 }, () => {
  it('demo prints what it simulates and its address, and serves simulated slots, many times as fast as real ones', async (t) => {
    const demo = startProgram(t, ['demo', '--slots', '2', '--port', '0', '--time-scale', '100']);
    const [, url = ''] = await demo.line(LISTENING);
    assert.match(demo.stdout, /^simulating 2 SMuRF slots without hardware: ufm_\w+, ufm_\w+$/m);
    assert.equal(demo.stdout.match(new RegExp(LISTENING, 'g'))?.length, 1);

    await isReady(url);
    const { runOperation } = await ask<{ runOperation: { status: string; slots: unknown[] } }>(
      url,
      'mutation { runOperation(operation: "take_noise", waitSeconds: 20) { status slots { status } } }',
    );
    assert.deepEqual([runOperation.status, runOperation.slots.length], ['SUCCEEDED', 2]);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`demo answers waiting requests and exits with 0 at ${signal}, in a few seconds`, async (t) => {
      const demo = startProgram(t, ['demo', '--slots', '1', '--port', '0']);
      const [, url = ''] = await demo.line(LISTENING);
      await isReady(url);
      const waiting = ask(
        url,
        'mutation { runOperation(operation: "take_noise", params: {duration: 1000}, waitSeconds: 60) { status } }',
      );
      await until(async () => {
        const { runs } = await ask<{ runs: { edges: unknown[] } }>(
          url,
          '{ runs(first: 1) { edges { cursor } } }',
        );
        return runs.edges.length > 0;
      }, 'the run has begun');
      const before = Date.now();
      demo.kill(signal);
      assert.deepEqual(await waiting, { runOperation: { status: 'RUNNING' } });
      const { code, stderr } = await within(demo.ended, 'its end');
      assert.equal(code, 0, stderr);
      assert.ok(Date.now() - before < 6000, `took ${Date.now() - before} ms`);
      assert.doesNotMatch(stderr, /"level":50/);
    });
  }

  it('serve runs without a router, reports that, and exits with 0', async (t) => {
    const args = ['serve', '--site', 'none', '--site-hub', 'ws://127.0.0.1:9/ws', '--port', '0'];
    const serve = startProgram(t, args);
    const [, url = ''] = await serve.line(LISTENING);
    assert.equal((await fetch(new URL('/health/live', url))).status, 200);
    const { network } = await ask<{ network: { connected: boolean; router: string } }>(
      url,
      '{ network { connected router } }',
    );
    assert.deepEqual(network, { connected: false, router: 'ws://127.0.0.1:9/ws' });
    serve.kill('SIGTERM');
    const { code, stdout } = await within(serve.ended, 'its end');
    assert.deepEqual([code, stdout], [0, `listening on ${url}\n`]);
  });

  it('reports that a port is in use, and exits with an error code', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    t.after(() => other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await runProgram(t, 'demo', '--slots', '1', '--port', String(port));
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      new RegExp(`^multismurf: Cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use`, 'm'),
    );
  });

  it('schema prints the committed schema', async (t) => {
    const { code, stdout, stderr } = await runProgram(t, 'schema');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout, fromRoot('schema.graphql'));
  });

  it('--help describes the program and each command', async (t) => {
    const program = await runProgram(t, '--help');
    assert.equal(program.code, 0);
    for (const command of ['serve', 'demo', 'schema'])
      assert.ok(program.stdout.includes(`  ${command}`), command);
    const demo = await runProgram(t, 'demo', '--help');
    assert.equal(demo.code, 0);
    assert.match(demo.stdout, /--slots/);
  });

  it('--version prints that of the package', async (t) => {
    const { code, stdout } = await runProgram(t, '--version');
    assert.deepEqual([code, stdout], [0, `${JSON.parse(fromRoot('package.json')).version}\n`]);
  });

  it('reports every problem at once, and starts nothing', async (t) => {
    const { code, stdout, stderr } = await runProgram(
      t,
      'demo',
      '--slots',
      '0',
      '--port',
      'many',
      '--colour',
    );
    assert.deepEqual([code, stdout], [2, '']);
    for (const problem of ['--slots', '--port', '--colour']) assert.ok(stderr.includes(problem), problem);
    assert.equal(stderr.trimEnd().split('\n').length, 3);
  });
});
