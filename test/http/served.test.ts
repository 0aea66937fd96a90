import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createClient } from 'graphql-sse';
import { type Product, startProduct } from '../product.js';
import { asking, codeOf, initialise, JSON_HEADERS, openSocket, SLOTS, send, WATCH } from './ask.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

const HASHED = { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } };

describe('requests for features that are not served', () => {
  it('a persisted query gets the error code after which Apollo sends the document, which is then answered', async () => {
    const { url } = product.http;
    const hash = await send(url, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(HASHED) });
    const { errors } = JSON.parse(hash.body);
    assert.deepEqual(
      [hash.status, errors[0].message, errors[0].extensions],
      [200, 'PersistedQueryNotSupported', { code: 'PERSISTED_QUERY_NOT_SUPPORTED' }],
    );
    const body = JSON.stringify({ query: SLOTS, ...HASHED });
    const whole = await send(url, { method: 'POST', headers: JSON_HEADERS, body });
    assert.equal(JSON.parse(whole.body).data.smurfInstances.length, 1);
  });

  it('a multipart subscription is rejected with the available transports, and frees everything', async () => {
    for (const accept of [
      'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json',
      'multipart/mixed;subscriptionSpec=1.0',
      'application/json',
    ]) {
      const answer = await send(product.http.url, asking(WATCH, { accept }));
      assert.deepEqual([answer.status, codeOf(answer)], [406, 'NOT_ACCEPTABLE'], accept);
      assert.match(answer.body, /WebSocket \(graphql-transport-ws\).*text\/event-stream/);
    }
    await product.freed();
  });

  it('a request for an unsupported media type is rejected with a message, and nothing is started', async () => {
    const started = 'mutation { runOperation(operation: "take_noise") { id } }';
    for (const accept of ['text/plain', 'text/html', 'image/*', 'application/xml']) {
      const answer = await send(product.http.url, asking(started, { accept }));
      assert.deepEqual([answer.status, codeOf(answer)], [406, 'NOT_ACCEPTABLE'], accept);
      assert.match(answer.body, /application\/json/);
    }
    const body = JSON.stringify({ query: started });
    const headers = { 'content-type': 'text/plain' };
    const answer = await send(product.http.url, { method: 'POST', headers, body });
    assert.deepEqual([answer.status, codeOf(answer)], [415, 'UNSUPPORTED_MEDIA_TYPE']);
    assert.match(answer.body, /application\/json/);
    const { runs } = await product.ask<{ runs: { totalCount: number } }>('{ runs { totalCount } }');
    assert.equal(runs.totalCount, 0, 'nothing was started');
    for (const accept of [
      '*/*',
      'application/*',
      'text/html, application/json;q=0.9',
      'multipart/mixed',
      'text/event-stream',
    ]) {
      assert.equal((await send(product.http.url, asking(SLOTS, { accept }))).status, 200, accept);
    }
  });

  it('the single connection mode of graphql-sse is rejected with the supported mode', async () => {
    for (const path of ['/graphql', '/graphql/stream']) {
      const answer = await send(`${product.origin}${path}`, { method: 'PUT' });
      assert.deepEqual([answer.status, codeOf(answer)], [405, 'METHOD_NOT_ALLOWED'], path);
      assert.equal(answer.headers.allow, 'GET, POST');
      assert.match(answer.body, /singleConnection: false/);
    }
    const client = createClient({ url: product.http.url, singleConnection: true, retryAttempts: 0 });
    await assert.rejects(client.iterate({ query: WATCH }).next(), /405/);
    client.dispose();
  });

  it('another path gets an answer with the paths of GraphQL and health', async () => {
    const answer = await send(`${product.origin}/graphql/other`);
    assert.deepEqual([answer.status, codeOf(answer)], [404, 'NOT_FOUND']);
    assert.match(answer.body, /GraphQL is at \/graphql/);
  });
});

it('an error over WebSocket has no HTTP status in it', async (t) => {
  const socket = await openSocket(t, product.http.url);
  await initialise(socket);
  const aliases = Array.from({ length: 2000 }, (_, index) => `a${index}: __typename`).join(' ');
  for (const query of [`{ ${aliases} }`, '{ smurfInstances {', '{ nothing }']) {
    socket.say({ id: '1', type: 'subscribe', payload: { query } });
    const { type, payload } = await socket.next();
    assert.equal(type, 'error');
    const [{ message, extensions }] = payload as [{ message: string; extensions?: object }];
    assert.ok(message);
    assert.ok(!('http' in (extensions ?? {})), JSON.stringify(extensions));
  }
});
