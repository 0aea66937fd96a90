import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Product, startProduct } from '../product.js';
import { within } from '../until.js';
import {
  asking,
  codeOf,
  initialise,
  JSON_HEADERS,
  openSocket,
  SLOTS,
  send,
  sendRaw,
  serveHttp,
} from './ask.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

/** Status and body of a raw answer. */
function read(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body };
}

function assertIsOneLine(body: string, what: string): void {
  assert.match(body, /^\{"errors":.*\}\n$/, what);
  assert.equal(codeOf({ body }), 'BAD_REQUEST', what);
  assert.doesNotMatch(body, /node_modules|file:|\bat /, what);
}

describe('a malformed request', () => {
  it('is answered with 400 and one line, without details of the server', async () => {
    const { host } = new URL(product.origin);
    const lines = [
      'GET * HTTP/1.1',
      'OPTIONS * HTTP/1.1',
      'GET http://other/graphql HTTP/1.1',
      'GET https://other/graphql?query={__typename} HTTP/1.1',
      'GET graphql HTTP/1.1',
      'GET /a b HTTP/1.1',
      'NONSENSE',
    ];
    for (const line of lines) {
      const answer = await sendRaw(product.origin, `${line}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const { status, body } = read(answer);
      assert.equal(status, 400, line);
      assertIsOneLine(body, line);
    }
  });

  it('is answered in the same way if its Host is not a name', async (t) => {
    // Not on loopback only, where every other name is forbidden.
    const { url } = await serveHttp(t, product, { host: '0.0.0.0', authToken: 'token' });
    for (const host of ['[', 'a b', 'a:b:c']) {
      const text = `GET /graphql HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer token\r\nConnection: close\r\n\r\n`;
      const { status, body } = read(await sendRaw(url.replace('0.0.0.0', '127.0.0.1'), text));
      assert.equal(status, 400, host);
      assertIsOneLine(body, host);
    }
  });

  it('is one with a head of more than 128 KB: an address that names two thousand slots is shorter', async () => {
    const head = (slots: number) => {
      const names = Array.from({ length: slots }, (_, n) => `pysmurf-controller-satp1-crate${n}-slot${n}`);
      return [
        `GET /?selected=${names} HTTP/1.1`,
        ...[`Host: ${new URL(product.origin).host}`, 'Accept: text/html', 'Connection: close', '\r\n'],
      ].join('\r\n');
    };
    assert.equal(read(await sendRaw(product.origin, head(2000))).status, 200);
    const { status, body } = read(await sendRaw(product.origin, head(4000)));
    assert.equal(status, 431);
    assertIsOneLine(body, 'a long head');
  });

  it('is answered with 400 if its variables are not JSON', async () => {
    const answer = await send(`${product.http.url}?query={__typename}&variables={`, {
      headers: JSON_HEADERS,
    });
    assert.deepEqual([answer.status, codeOf(answer)], [400, 'BAD_REQUEST']);
  });
});

describe('a document that is nested too deeply', () => {
  const documents = {
    'braces without an end': '{a'.repeat(20_000),
    braces: `${'{a'.repeat(20_000)}${'}'.repeat(20_000)}`,
    'brackets without an end': `{a(b:${'['.repeat(20_000)}`,
    brackets: `{a(b:${'['.repeat(20_000)}${']'.repeat(20_000)})}`,
    'braces that can be parsed and not validated': `${'{a'.repeat(2500)}${'}'.repeat(2500)}`,
    'a type': `query ($a: ${'['.repeat(20_000)}`,
  };

  it('is rejected over HTTP', async () => {
    for (const [what, query] of Object.entries(documents)) {
      const accept = 'application/graphql-response+json';
      const { status, body } = await send(product.http.url, asking(query, { accept }));
      assert.equal(status, 400, what);
      assert.match(JSON.parse(body).errors[0].message, /nested|tokens|depth/i, what);
    }
  });

  it('is rejected over WebSocket, which stays open', async (t) => {
    const socket = await openSocket(t, product.http.url);
    await initialise(socket);
    for (const [what, query] of Object.entries(documents)) {
      socket.say({ id: what, type: 'subscribe', payload: { query } });
      const { id, type, payload } = await socket.next();
      assert.deepEqual([id, type], [what, 'error']);
      assert.match((payload as [{ message: string }])[0].message, /nested|tokens|depth/i, what);
    }
    socket.say({ id: '1', type: 'subscribe', payload: { query: SLOTS } });
    assert.equal((await socket.next())['type'], 'next');
  });
});

it('a request for an operation that is not in the document gets the same error on every transport', async (t) => {
  const socket = await openSocket(t, product.http.url);
  await initialise(socket);
  const expected = [
    {
      message: 'Could not determine what operation to execute.',
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
    },
  ];
  for (const payload of [
    { query: 'query A { __typename }', operationName: 'B' },
    { query: 'query A { __typename } query B { __typename }' },
  ]) {
    const question = { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(payload) };
    assert.deepEqual(JSON.parse((await send(product.http.url, question)).body), { errors: expected });
    socket.say({ id: '1', type: 'subscribe', payload });
    assert.deepEqual(await socket.next(), { id: '1', type: 'error', payload: expected });
  }
});

describe('a body', () => {
  const large = (bytes: number) => JSON.stringify({ query: SLOTS, variables: { filler: 'x'.repeat(bytes) } });

  it('above 1 MiB is rejected with the limit, with or without Content-Length', async () => {
    const body = large(1024 * 1024);
    for (const headers of [{ ...JSON_HEADERS }, { ...JSON_HEADERS, 'transfer-encoding': 'chunked' }]) {
      const answer = await send(product.http.url, { method: 'POST', headers, body });
      assert.deepEqual([answer.status, codeOf(answer)], [413, 'REQUEST_ENTITY_TOO_LARGE']);
      assert.match(answer.body, /1048576 bytes/);
    }
    const below = await send(product.http.url, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: large(1_000_000),
    });
    assert.equal(below.status, 200);
  });

  it('that does not arrive in time is not waited for', async (t) => {
    const { url } = await serveHttp(t, product, { limits: { requestMs: 50 } });
    const { host, port } = new URL(url);
    const slow = connect(Number(port), '127.0.0.1');
    slow.write(
      `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`,
    );
    let answer = '';
    slow.on('data', (chunk) => {
      answer += chunk;
    });
    await within(once(slow, 'close'), 'the end of the connection');
    const { status, body } = read(answer);
    assert.equal(status, 408);
    assertIsOneLine(body, 'late');
  });
});
