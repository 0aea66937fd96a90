import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Product, startProduct } from '../product.js';
import {
  asking,
  codeOf,
  initialise,
  openAnswer,
  openSocket,
  SLOTS,
  send,
  sendRaw,
  serveHttp,
  WATCH,
} from './ask.js';

const PREFIX = '/smurf/night';
const UPGRADE = [
  ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  ...[`Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`, '', ''],
].join('\r\n');

describe('a server with a path prefix', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  it('serves everything below it, and names it in its URL', async (t) => {
    const { url } = await serveHttp(t, product, { pathPrefix: PREFIX });
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/smurf\/night\/graphql$/);
    assert.equal((await send(url, asking(SLOTS))).status, 200);
    const events = await openAnswer(url, asking(WATCH, { accept: 'text/event-stream' }));
    assert.match(events.headers['content-type'] ?? '', /^text\/event-stream/);
    events.destroy();
    await initialise(await openSocket(t, url));
    for (const path of ['health/live', 'health/ready', 'export/runs.csv?count=1']) {
      assert.equal((await send(new URL(path, url).href)).status, 200, path);
    }
    const { body } = await send(new URL('.', url).href);
    const served: Record<string, string> = JSON.parse(body);
    assert.deepEqual(Object.values(served), [
      `${PREFIX}/`,
      `${PREFIX}/graphql`,
      `${PREFIX}/health/live`,
      `${PREFIX}/health/ready`,
    ]);
  });

  it('sends a browser without the last slash to the monitor', async (t) => {
    const { url } = await serveHttp(t, product, { pathPrefix: PREFIX });
    for (const search of ['', '?view=run&id=a?b']) {
      const { status, headers } = await send(new URL(`${PREFIX}${search}`, url).href);
      assert.deepEqual([status, headers.location], [308, `${PREFIX}/${search}`]);
    }
  });

  it('has nothing elsewhere, and says where it serves', async (t) => {
    const { url } = await serveHttp(t, product, { pathPrefix: PREFIX });
    for (const path of [
      '/',
      '/graphql',
      '/health/live',
      '/smurf',
      '/smurf/nightly/graphql',
      `/x${PREFIX}/`,
    ]) {
      const answer = await send(new URL(path, url).href);
      assert.deepEqual([answer.status, codeOf(answer)], [404, 'NOT_FOUND'], path);
      assert.match(answer.body, /everything is below \/smurf\/night\//);
    }
    const lost = await sendRaw(url, `GET /graphql HTTP/1.1\r\nHost: ${new URL(url).host}\r\n${UPGRADE}`);
    assert.match(lost, /^HTTP\/1\.1 404 Not Found\r\n/);
    assert.match((await send(`${url}/other`)).body, /GraphQL is at \/smurf\/night\/graphql, /);
  });
});
