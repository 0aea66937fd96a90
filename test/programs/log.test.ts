import assert from 'node:assert/strict';
import { once } from 'node:events';
import { close, openSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { within } from '../until.js';
import { ask, isReady, LISTENING, startProgram } from './program.js';

const RUN =
  'mutation { runOperation(operation: "take_noise", params: {duration: 1}, waitSeconds: 20) { status } }';
const STOP = 'mutation { stopOperation(operation: "stream") { slots { status } } }';
const DEMO = ['demo', '--slots', '1', '--time-scale', '100'];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function degraded(url: string): Promise<string[]> {
  const response = await fetch(new URL('/health/ready', url));
  assert.equal(response.status, 200);
  return ((await response.json()) as { degraded: string[] }).degraded;
}

async function commandsWork(url: string): Promise<void> {
  assert.deepEqual(await ask(url, RUN), { runOperation: { status: 'SUCCEEDED' } });
  const { stopOperation } = await ask<{ stopOperation: { slots: unknown[] } }>(url, STOP);
  assert.equal(stopOperation.slots.length, 1);
}

describe('a log that cannot be written', { concurrency: 2 }, () => {
  it('on a full disk does not prevent commands and stops, and is reported', async (t) => {
    const full = openSync('/dev/full', 'w');
    t.after(() => close(full));
    const demo = startProgram(t, [...DEMO, '--port', '0'], { stderr: full });
    const [, url = ''] = await demo.line(LISTENING);
    await isReady(url);
    await commandsWork(url);
    assert.match((await degraded(url)).join(), /^log: \d+ lines were dropped: no space left on device$/);
    demo.kill('SIGTERM');
    assert.equal((await within(demo.ended, 'its end')).code, 0);
  });

  it('because its reader is gone does not end the server', async (t) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/graphql`;
    const demo = startProgram(t, [...DEMO, '--port', String(port)], { stdout: 'closed', stderr: 'closed' });
    await isReady(url);
    await commandsWork(url);
    assert.match((await degraded(url)).join(), /^log: \d+ lines were dropped: broken pipe$/);
    demo.kill('SIGTERM');
    assert.equal((await within(demo.ended, 'its end')).code, 0);
  });

  it('that nobody reads does not block the server, nor its end', async (t) => {
    const demo = startProgram(t, [...DEMO, '--port', '0'], { stderr: 'unread' });
    const [, url = ''] = await demo.line(LISTENING);
    await isReady(url);
    // Each is rejected with a line of 20 KB in the log, and a pipe holds less than all of these.
    const query = `mutation { runOperation(operation: "${'x'.repeat(20_000)}") { id } }`;
    for (let count = 0; count < 100; count++) {
      const answer = await ask<unknown>(url, query).catch((error: Error) => error);
      assert.ok(answer instanceof Error);
    }
    await commandsWork(url);
    demo.kill('SIGTERM');
    assert.equal((await within(demo.ended, 'its end')).code, 0);
  });
});
