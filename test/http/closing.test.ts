import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createEvents } from '../events.js';
import { type Product, startProduct } from '../product.js';
import { until, within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { asking, initialise, openAnswer, openSocket, SLOTS, send, serveHttp, WATCH } from './ask.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 2, timeScale: 1 });
});
after(async () => {
  await product?.http.close();
  await product?.closeCore();
});

/** Waits for a run on one of the slots that lasts longer than any test. */
function waiting(slot: number): string {
  const streamId = product.controllers[slot]?.streamId ?? assert.fail();
  const args = `operation: "take_noise", streamIds: ["${streamId}"], params: {duration: 1000}, waitSeconds: 10`;
  return `mutation { runOperation(${args}) { status } }`;
}

const isRunning = () =>
  until(
    async () => (await product.core.runs.list({ statuses: ['RUNNING'] }, { first: 1 })).runs[0],
    'the run has begun',
  );

describe('a server that stops', () => {
  it('answers a waiting mutation with the current state of the run', async (t) => {
    const http = await serveHttp(t, product);
    const socket = await openSocket(t, http.url);
    await initialise(socket);
    const overHttp = send(http.url, asking(waiting(0)));
    await isRunning();
    socket.say({ id: '1', type: 'subscribe', payload: { query: waiting(1) } });
    // Answered in turn: the mutation before it has been taken by then.
    socket.say({ id: '2', type: 'subscribe', payload: { query: '{ __typename }' } });
    while ((await socket.next())['id'] !== '2');

    const before = Date.now();
    await http.close();
    assert.ok(Date.now() - before < 3000, `took ${Date.now() - before} ms`);
    const { status, body } = await overHttp;
    assert.deepEqual([status, JSON.parse(body)], [200, { data: { runOperation: { status: 'RUNNING' } } }]);
    const { code, rest } = await socket.closed;
    assert.equal(code, 1001);
    assert.deepEqual(
      rest.filter((message) => (message as { id?: string }).id === '1'),
      [
        { id: '1', type: 'next', payload: { data: { runOperation: { status: 'RUNNING' } } } },
        { id: '1', type: 'complete' },
      ],
    );
    await assert.rejects(send(http.url, asking(SLOTS)), { code: 'ECONNREFUSED' });
  });

  it('completes no subscription: WebSockets close with 1001, and event streams end', async (t) => {
    const http = await serveHttp(t, product);
    const socket = await openSocket(t, http.url);
    await initialise(socket);
    socket.say({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    await socket.next();
    const stream = await openAnswer(http.url, asking(WATCH, { accept: 'text/event-stream' }));
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
    });
    const cut = new Promise((resolve) => stream.on('error', () => {}).on('close', resolve));
    await until(() => text.includes('event: next'), 'the first event');

    await http.close();
    await within(cut, 'the end of the stream');
    assert.doesNotMatch(text, /complete/);
    const { code, rest } = await within(socket.closed, 'the end of the socket');
    assert.deepEqual([code, rest], [1001, []]);
    assert.equal(http.openSubscriptions, 0);
  });

  it('gets its subscribers back when it starts again', async (t) => {
    const first = await serveHttp(t, product);
    const client = createClient({
      url: first.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      shouldRetry: () => true,
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: () => new Promise((resolve) => setImmediate(resolve)),
    });
    t.after(() => client.dispose());
    const events = createEvents<{ network: unknown }>(client.iterate({ query: WATCH }));
    await events.next();
    await first.close();
    await serveHttp(t, product, { port: Number(new URL(first.url).port) });
    assert.deepEqual(await events.next(), { network: { connected: true } });
    await events.leave();
  });

  it('waits two seconds for open requests, and no longer', async (t) => {
    const clock = createVirtualClock();
    const http = await serveHttp(t, product, { clock });
    const { host, port } = new URL(http.url);
    const slow = connect(Number(port), '127.0.0.1');
    const begun = `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`;
    slow.write(begun);
    await within(once(slow, 'data'), 'the request has been taken');
    slow.on('error', () => {});
    const cut = once(slow, 'close');
    let closed = false;
    const closing = http.close().then(() => {
      closed = true;
    });
    await clock.advance(1900);
    assert.equal(closed, false);
    await clock.advance(200);
    await within(closing, 'the server is closed');
    await within(cut, 'the request is cut');
  });

  it('does not wait for clients that do not answer', async (t) => {
    const http = await serveHttp(t, product);
    const frozen = await openSocket(t, http.url);
    await initialise(frozen);
    frozen.say({ type: 'subscribe', id: '1', payload: { query: WATCH } });
    await frozen.next();
    frozen.socket.pause();
    const before = Date.now();
    await http.close();
    assert.ok(Date.now() - before < 5000, `took ${Date.now() - before} ms`);
    assert.equal(http.openSubscriptions, 0);
  });
});
