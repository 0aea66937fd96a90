import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Product, startProduct } from '../product.js';
import { until, within } from '../until.js';
import { initialise, openSocket, type RawSocket, serveHttp, WATCH } from './ask.js';
import { holdReads, startLongRun } from './held-reads.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

const subscribe = (query: string, id = 'a') => ({ type: 'subscribe', id, payload: { query } });
const COMPLETE = { type: 'complete', id: 'a' };
const WATCHED = { type: 'next', id: 'a', payload: { data: { network: { connected: true } } } };

/** A client of a server on a core whose reads of runs wait. */
async function openHeld(t: TestContext) {
  const { core, waiting } = holdReads(product.core);
  const http = await serveHttp(t, { core });
  const client = await openSocket(t, http.url);
  await initialise(client);
  return { http, waiting, client };
}

/** Fails if the client receives anything else before the answer to a ping. */
async function assertQuiet({ say, next }: RawSocket): Promise<void> {
  say({ type: 'ping' });
  assert.deepEqual(await next(), { type: 'pong' });
}

describe('a client that completes an operation and uses its id again', () => {
  it('receives nothing of the first, although this was still being opened, and leaves nothing open', async (t) => {
    const id = await startLongRun(t, product);
    const { http, waiting, client } = await openHeld(t);
    const read = waiting();
    client.say(subscribe(`subscription { runUpdates(id: "${id}") { id } }`));
    const release = await read;
    client.say(COMPLETE);
    client.say(subscribe(WATCH));
    assert.deepEqual(await client.next(), WATCHED);
    release();
    await assertQuiet(client);
    assert.equal(http.openSubscriptions, 1);
    client.socket.terminate();
    await until(() => http.openSubscriptions === 0, 'all is closed');
  });

  it('receives nothing of a query that was still being answered', async (t) => {
    const { http, waiting, client } = await openHeld(t);
    const read = waiting();
    client.say(subscribe('{ run(id: "x") { id } }'));
    const release = await read;
    client.say(COMPLETE);
    client.say(subscribe(WATCH));
    assert.deepEqual(await client.next(), WATCHED);
    release();
    await assertQuiet(client);
    client.say(COMPLETE);
    await until(() => http.openSubscriptions === 0, 'all is closed');
  });

  it('has the second subscription, although the first was still being closed', async (t) => {
    const client = await openSocket(t, product.http.url);
    await initialise(client);
    client.say(subscribe(WATCH));
    assert.deepEqual(await client.next(), WATCHED);
    client.say(COMPLETE);
    client.say(subscribe(WATCH));
    assert.deepEqual(await client.next(), WATCHED);
    await assertQuiet(client);
    assert.equal(product.http.openSubscriptions, 1);
  });
});

describe('a client that uses the id of an open operation', () => {
  it('is disconnected with 4409 and the id, if this is not too long for a close frame', async (t) => {
    for (const [id, reason] of [
      ['a', 'Subscriber for a already exists'],
      ['é'.repeat(100), 'Subscriber already exists'],
    ]) {
      const client = await openSocket(t, product.http.url);
      await initialise(client);
      client.say(subscribe(WATCH, id));
      client.say(subscribe(WATCH, id));
      const closed = await within(client.closed, 'the end');
      assert.deepEqual([closed.code, closed.reason], [4409, reason]);
    }
  });
});
