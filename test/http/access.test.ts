import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createIdentities } from '../../src/auth/identities.js';
import { createAccess } from '../../src/http/access.js';
import { systemClock } from '../../src/lib/clock.js';
import { type Product, startProduct } from '../product.js';
import { asking, codeOf, initialise, openSocket, SLOTS, send, sendRaw, serveHttp } from './ask.js';

const identities = (commonToken: string | null) => createIdentities({ commonToken });

const access = (host: string, address = host, token: string | null = null) =>
  createAccess({ host, address, identities: identities(token), clock: systemClock });

describe('on loopback', () => {
  const accepts = (host: string, asked: string, address = host) =>
    access(host, address).checkOrigin({ headers: { host: asked } }) === null;

  it('names of this machine are accepted, on every address that is loopback', () => {
    for (const host of ['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1']) {
      for (const name of ['localhost:4000', 'LOCALHOST', '127.0.0.1:4000', '127.0.0.2', '[::1]:4000']) {
        assert.equal(accepts(host, name), true, `${name} on ${host}`);
      }
      for (const name of ['evil.example', '10.0.0.1', 'localhost.evil.example', '', '[', 'a b']) {
        assert.equal(accepts(host, name), false, `${name} on ${host}`);
      }
    }
  });

  it('the name that the server listens on is accepted, if it is a loopback name', () => {
    assert.equal(accepts('Telescope', 'telescope:4000', '127.0.1.1'), true);
    assert.equal(accepts('telescope', 'evil.example', '127.0.1.1'), false);
  });

  it('elsewhere every name is accepted if a token is required', () => {
    const { checkOrigin } = access('0.0.0.0', '0.0.0.0', 'secret');
    assert.equal(checkOrigin({ headers: { host: 'telescope.example' } }), null);
  });

  it('elsewhere, without a token, only addresses and known names are accepted: a page may have rebound its name', () => {
    for (const name of ['10.0.0.1:4000', '[fe80::1]:4000', 'localhost', '127.0.0.1']) {
      assert.equal(accepts('0.0.0.0', name), true, name);
    }
    assert.equal(accepts('telescope.example', 'telescope.example:4000', '10.0.0.1'), true);
    const { checkOrigin } = access('0.0.0.0');
    assert.match(
      checkOrigin({ headers: { host: 'evil.example' } })?.message ?? '',
      /requires no token.* --allow-host evil\.example\.$/,
    );
  });
});

describe('a page', () => {
  const accepts = (host: string, origin: string) =>
    access('0.0.0.0', '0.0.0.0', 'secret').checkOrigin({ headers: { host, origin } }) === null;

  it('is accepted from the server itself, in every notation of its name', () => {
    assert.equal(accepts('site:4000', 'http://site:4000'), true);
    assert.equal(accepts('SITE', 'https://site'), true);
    assert.equal(accepts('site:80', 'http://site'), true);
  });

  it('is rejected from anywhere else', () => {
    for (const origin of ['http://site:4001', 'http://other', 'null', '']) {
      assert.equal(accepts('site:4000', origin), false, origin);
    }
    assert.equal(accepts('[', 'http://['), false);
  });
});

describe('an allowed host or origin', () => {
  const { checkOrigin } = createAccess({
    ...{ host: '127.0.0.1', address: '127.0.0.1', identities: identities(null), clock: systemClock },
    allowedOrigins: ['http://localhost:5173'],
    allowedHosts: ['daq.example.org'],
  });
  const messageFor = (host: string, origin?: string) =>
    checkOrigin({ headers: { host, ...(origin !== undefined && { origin }) } })?.message ?? null;

  it('is accepted: a page of another port, and a proxy that passes on its own name', () => {
    assert.equal(messageFor('127.0.0.1:4000', 'http://localhost:5173'), null);
    assert.equal(messageFor('daq.example.org', 'https://daq.example.org'), null);
    assert.equal(messageFor('DAQ.example.org:8443', 'https://daq.example.org:8443'), null);
  });

  it('does not allow others, and the refusal names the option', () => {
    assert.match(
      messageFor('127.0.0.1:4000', 'http://localhost:5174') ?? '',
      /^Pages from http:\/\/localhost:5174 are not allowed .* --allow-origin http:\/\/localhost:5174\.$/,
    );
    assert.match(messageFor('other.example.org') ?? '', /--allow-host other\.example\.org\.$/);
    assert.equal(messageFor('127.0.0.1', 'null'), 'Pages from null are not allowed to use this server.');
  });
});

describe('a token', () => {
  const { authenticate } = access('0.0.0.0', '0.0.0.0', 'secret');
  const ADMINISTRATOR = { name: null, role: 'administrator', operations: null, slots: null };
  const bearer = 'Bearer secret';

  it('is accepted in a header or in the parameters of a connection', async () => {
    assert.deepEqual(await authenticate({ authorization: bearer }), ADMINISTRATOR);
    assert.deepEqual(await authenticate({ connectionParams: { authorization: bearer } }), ADMINISTRATOR);
    assert.deepEqual(await authenticate({ connectionParams: { Authorization: bearer } }), ADMINISTRATOR);
    assert.deepEqual(await access('::1').authenticate({}), ADMINISTRATOR);
  });

  it('that is missing or wrong is reported in the refusal', async () => {
    for (const credentials of [
      {},
      { authorization: 'Bearer other' },
      { connectionParams: { authorization: 1 } },
    ]) {
      const refusal = await authenticate(credentials);
      assert.ok('code' in refusal);
      assert.equal(refusal.code, 'UNAUTHENTICATED');
      assert.match(refusal.message, /Authorization: Bearer TOKEN/);
    }
  });
});

describe('a page of an allowed origin', () => {
  const ORIGIN = 'http://localhost:5173';
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  it('may read the answers of /graphql, including refusals, and nothing else', async (t) => {
    const { url } = await serveHttp(t, product, {
      allowedOrigins: [ORIGIN],
      authToken: 'correct-horse-battery',
    });
    const authorization = 'Bearer correct-horse-battery';
    for (const accept of ['application/json', 'text/event-stream']) {
      const { headers } = await send(url, asking(SLOTS, { origin: ORIGIN, accept, authorization }));
      assert.equal(headers['access-control-allow-origin'], ORIGIN, accept);
      assert.match(headers.vary ?? '', /origin/);
      assert.equal(headers['access-control-allow-credentials'], undefined);
    }
    const refused = await send(url, asking(SLOTS, { origin: ORIGIN }));
    assert.deepEqual([refused.status, refused.headers['access-control-allow-origin']], [401, ORIGIN]);
    for (const [path, origin] of [
      ['/health/live', ORIGIN],
      ['/graphql/assets/x.js', ORIGIN],
      ['/graphql', 'https://evil.example'],
    ] as const) {
      const { headers } = await send(new URL(path, url).href, { headers: { origin } });
      assert.equal(headers['access-control-allow-origin'], undefined, path);
    }
  });

  it('gets the allowed requests from a preflight, without a token', async (t) => {
    const { url } = await serveHttp(t, product, {
      allowedOrigins: [ORIGIN],
      authToken: 'correct-horse-battery',
    });
    const asks = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const { status, headers } = await send(url, { method: 'OPTIONS', headers: { origin: ORIGIN, ...asks } });
    assert.equal(status, 204);
    assert.deepEqual(
      ['origin', 'methods', 'headers'].map((name) => headers[`access-control-allow-${name}`]),
      [
        ORIGIN,
        'GET, POST',
        'authorization, content-type, multismurf-user, ocs-password, x-request-id, traceparent, tracestate',
      ],
    );
  });

  it('may open a WebSocket', async (t) => {
    const { url } = await serveHttp(t, product, { allowedOrigins: [ORIGIN] });
    await initialise(await openSocket(t, url, { origin: ORIGIN }));
  });
});

describe('a page of another port of the same machine', () => {
  const NEAR = 'http://localhost:5173';
  const preflight = { 'access-control-request-method': 'POST' };
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  it('is rejected, and may read why, also in the form that Apollo Client shows', async (t) => {
    const { url } = await serveHttp(t, product);
    const asked = { origin: NEAR, ...preflight };
    assert.equal((await send(url, { method: 'OPTIONS', headers: asked })).status, 204);
    const accept = 'application/graphql-response+json,application/json;q=0.9';
    const answer = await send(url, asking(SLOTS, { origin: NEAR, accept }));
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'FORBIDDEN']);
    assert.equal(answer.headers['access-control-allow-origin'], NEAR);
    assert.equal(answer.headers['content-type'], 'application/graphql-response+json');
    assert.match(answer.body, /--allow-origin http:\/\/localhost:5173/);
  });

  it('gets the option in the close frame of its WebSocket, which executes nothing and needs no place', async (t) => {
    const { url } = await serveHttp(t, product, { limits: { sockets: 1 } });
    await openSocket(t, url);
    const { closed, say } = await openSocket(t, url, { origin: NEAR });
    say({ type: 'connection_init' });
    assert.deepEqual(await closed, {
      code: 4401,
      reason: `Not allowed: start the server with --allow-origin ${NEAR}`,
      rest: [],
    });
  });

  it('is also one of the same name, but a page of another site learns nothing', async (t) => {
    const { url } = await serveHttp(t, product, { allowedHosts: ['daq.example.org'] });
    for (const [origin, allowed] of [
      ['https://daq.example.org:8443', 'https://daq.example.org:8443'],
      ['https://evil.example.org', undefined],
      ['http://daq.example.org.evil.example', undefined],
    ] as const) {
      const headers = { host: 'daq.example.org', origin };
      const asked = await send(url, { method: 'OPTIONS', headers: { ...headers, ...preflight } });
      const answer = await send(url, asking(SLOTS, headers));
      assert.equal(asked.headers['access-control-allow-origin'], allowed);
      assert.equal(answer.headers['access-control-allow-origin'], allowed);
      assert.equal(answer.status, 403);
    }
  });
});

describe('a server on another address of loopback', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  it('rejects foreign names over HTTP, as an event stream and over WebSocket', async (t) => {
    const { url } = await serveHttp(t, product, { host: '127.0.0.2' });
    assert.equal((await send(url, asking(SLOTS))).status, 200);
    const foreign = { host: 'evil.example', origin: 'http://evil.example' };
    for (const accept of ['application/json', 'text/event-stream', 'text/html']) {
      const answer = await send(url, { headers: { ...foreign, accept } });
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'FORBIDDEN'], accept);
    }
    const upgrade = `GET /graphql HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    assert.match(await sendRaw(url, upgrade), /^HTTP\/1\.1 403 /);
  });
});
