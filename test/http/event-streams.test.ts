import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, it } from 'node:test';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { asking, openAnswer, send, serveHttp, WATCH } from './ask.js';
import { holdReads, startLongRun } from './held-reads.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

const STREAM = { accept: 'text/event-stream' };

it('a quiet event stream sends a comment within 20 s, so that proxies do not close it', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const stream = await openAnswer(product.http.url, asking(WATCH, STREAM));
  t.after(() => {
    t.mock.timers.reset();
    stream.destroy();
  });
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  await until(() => text.includes('event: next'), 'the first event');
  for (let count = 0; count < 3; count++) {
    const before = text.length;
    t.mock.timers.tick(20_000);
    assert.match(await until(() => text.slice(before), 'a comment'), /^(:\n\n)+$/);
  }
});

it('an event stream whose client leaves while it is being opened is closed', async (t) => {
  const id = await startLongRun(t, product);
  const { core, waiting } = holdReads(product.core);
  const http = await serveHttp(t, { core });
  const read = waiting();
  const { body, ...head } = asking(`subscription { runUpdates(id: "${id}") { id } }`, STREAM);
  const health = `${new URL(http.url).origin}/health/live`;
  const sent = request(http.url, head);
  sent.on('error', () => {});
  sent.end(body);
  const release = await read;
  sent.destroy();
  // When another request has been answered, the server has seen that this one is gone, or has opened the stream.
  await send(health);
  release();
  await send(health);
  await until(() => http.openSubscriptions === 0, 'the subscription is closed');
});
