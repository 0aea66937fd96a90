import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { closeAll } from '../../src/commands/lifecycle.js';
import { startServer } from '../../src/commands/serve.js';
import type { ServeConfig } from '../../src/config/types.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import { type Product, type SubscribeOptions, startProduct } from '../product.js';
import { until, within } from '../until.js';
import { asking, codeOf, JSON_HEADERS, SLOTS, send, WATCH } from './ask.js';

describe('the server', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  const post = (headers?: Record<string, string>) => send(product.http.url, asking(SLOTS, headers));

  /** True if the subscription gets its first event. */
  async function isServed(options: SubscribeOptions): Promise<boolean> {
    const events = product.subscribe(WATCH, {}, options);
    try {
      await events.next();
      await events.leave();
      return true;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return false;
    }
  }

  it('is live, and ready once the initial scan of the network is complete', async () => {
    const live = await send(`${product.origin}/health/live`);
    assert.deepEqual([live.status, JSON.parse(live.body)], [200, { live: true }]);
    const ready = await send(`${product.origin}/health/ready`);
    const { since, agent, parts, notReady, ...rest } = JSON.parse(ready.body);
    assert.deepEqual(
      [ready.status, rest],
      [200, { ready: true, connected: true, reason: null, degraded: [] }],
    );
    assert.deepEqual([notReady, parts], [null, { link: null, scan: null, agent: null }]);
    assert.deepEqual(agent, { address: 'observatory.multismurf', registered: true, standingBy: false });
    assert.ok(Date.parse(since) <= Date.now());
    assert.equal(ready.headers['cache-control'], 'no-store');
  });

  it('answers queries, also by GET, and refuses mutations by GET', async () => {
    assert.equal((await post()).status, 200);
    const by = (query: string) =>
      send(`${product.http.url}?query=${encodeURIComponent(query)}`, {
        headers: { accept: 'application/json' },
      });
    const query = await by(SLOTS);
    assert.deepEqual([query.status, JSON.parse(query.body).data.smurfInstances.length], [200, 1]);
    const mutation = await by('mutation { stopOperation(operation: "stream") { id } }');
    assert.equal(mutation.status, 405);
    assert.deepEqual((await product.core.runs.list({}, { first: 5 })).runs, []);
  });

  it('reports what is wrong with a document or body that cannot be read', async () => {
    const syntax = await send(product.http.url, asking('{ smurfInstances {'));
    assert.match(syntax.body, /Syntax Error/);
    const body = await send(product.http.url, { method: 'POST', headers: JSON_HEADERS, body: '{' });
    assert.equal(body.status, 400);
    assert.ok(JSON.parse(body.body).errors);
  });

  it('answers requests without a path: browsers with the monitor, programs with a list of what is served', async () => {
    const browser = await send(`${product.origin}/`, { headers: { accept: 'text/html,*/*' } });
    // Where `npm run build` has not run, the page says so.
    assert.match(browser.body, /<title>MultiSmurf<\/title>|^The monitor is not built/);
    const program = await send(`${product.origin}/`);
    assert.deepEqual(
      [program.status, JSON.parse(program.body)],
      [200, { monitor: '/', graphql: '/graphql', live: '/health/live', ready: '/health/ready' }],
    );
  });

  it('serves no other paths', async () => {
    assert.equal((await send(`${product.origin}/other`)).status, 404);
  });

  it('accepts its own pages, and clients that are not web pages', async () => {
    const { origin } = product;
    assert.equal((await post({ origin })).status, 200);
    assert.equal(await isServed({ headers: { origin } }), true);
    assert.equal(await isServed({}), true);
  });

  it('refuses pages of other sites, over HTTP and WebSocket', async () => {
    const port = new URL(product.origin).port;
    for (const origin of [
      'https://evil.example',
      `http://evil.example:${port}`,
      'http://127.0.0.1:1',
      'null',
    ]) {
      const answer = await post({ origin });
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'FORBIDDEN'], origin);
      // A page of this machine may read which option would allow it.
      const isNear = origin === 'http://127.0.0.1:1';
      assert.equal(answer.headers['access-control-allow-origin'], isNear ? origin : undefined);
      assert.equal(await isServed({ headers: { origin } }), false, origin);
    }
    assert.equal(product.http.openSubscriptions, 0);
  });

  it('does not allow requests of other sites', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await send(product.http.url, { method: 'OPTIONS', headers });
    assert.ok(preflight.status >= 400);
    assert.equal(preflight.headers['access-control-allow-origin'], undefined);
  });

  it('refuses, on loopback, names that do not belong to this machine (DNS rebinding)', async () => {
    const { port } = new URL(product.origin);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      assert.equal((await post({ host: `${name}:${port}` })).status, 200, name);
    }
    for (const name of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example']) {
      const host = `${name}:${port}`;
      const answer = await post({ host, origin: `http://${host}` });
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'FORBIDDEN'], name);
      assert.equal(await isServed({ headers: { host, origin: `http://${host}` } }), false, name);
    }
  });

  it('requires no token if none is set', async () => {
    assert.equal((await post({ authorization: 'Bearer whatever' })).status, 200);
  });

  it('reports that its port is in use, and closes everything', async () => {
    const port = Number(new URL(product.origin).port);
    await assert.rejects(serve({ port }), (error: Error) => {
      assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port}.*in use`));
      return true;
    });
  });
});

describe('a server with a token', () => {
  const TOKEN = 'a-long-token';
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1, authToken: createSecret(TOKEN) });
  });
  after(() => product?.close());

  const WRONG = [undefined, '', 'Bearer', 'Bearer other', TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN}x`];

  it('answers only requests with the token in a header', async () => {
    for (const authorization of WRONG) {
      const answer = await send(
        product.http.url,
        asking(SLOTS, authorization === undefined ? {} : { authorization }),
      );
      assert.deepEqual([answer.status, codeOf(answer)], [401, 'UNAUTHENTICATED'], authorization);
      assert.equal(answer.headers['www-authenticate'], 'Bearer');
      assert.ok(!answer.body.includes(TOKEN));
    }
    assert.equal(
      (await send(product.http.url, asking(SLOTS, { authorization: `Bearer ${TOKEN}` }))).status,
      200,
    );
  });

  it('serves only WebSockets with the token in the connection parameters or a header', async () => {
    const authorization = `Bearer ${TOKEN}`;
    const right: SubscribeOptions[] = [
      { connectionParams: { Authorization: authorization } },
      { connectionParams: { authorization } },
      { headers: { authorization } },
    ];
    for (const options of right) {
      const events = product.subscribe<{ network: unknown }>(WATCH, {}, options);
      assert.deepEqual(await events.next(), { network: { connected: true } });
      await events.leave();
    }
    for (const authorization of WRONG) {
      const end = await product.subscribe(WATCH, {}, { connectionParams: { authorization } }).refusal();
      assert.equal((end as { code?: number }).code, 4401, String(authorization));
    }
    assert.equal(product.http.openSubscriptions, 0);
  });

  it('rejects a client with a code after which the client does not reconnect', async (t) => {
    const client = createClient({
      url: product.http.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      shouldRetry: () => true,
      retryAttempts: Number.POSITIVE_INFINITY,
    });
    t.after(() => client.dispose());
    const refused = within(client.iterate({ query: WATCH }).next(), 'the end');
    await assert.rejects(refused, { code: 4401, reason: /Authorization: Bearer TOKEN/ });
  });

  it('reports without the token that it is live, but nothing about the network', async () => {
    assert.equal((await send(`${product.origin}/health/live`)).status, 200);
    assert.equal((await send(`${product.origin}/health/ready`)).status, 200);
  });
});

describe('a server without a router', () => {
  it('logs the router that it waits for', async (t) => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
    const { parts } = await serve({}, logger);
    t.after(() => closeAll(parts, silentLogger));
    await until(
      () => lines.some((line) => line.startsWith('waiting for the router at ws://127.0.0.1:9/ws')),
      'the line of the log',
    );
  });

  it('accepts the origins and the hosts of its options', async (t) => {
    const { http, parts } = await serve({
      allowedOrigins: ['http://localhost:5173'],
      allowedHosts: ['daq.example.org'],
    });
    t.after(() => closeAll(parts, silentLogger));
    const page = await send(http.url, asking('{ __typename }', { origin: 'http://localhost:5173' }));
    assert.equal(page.headers['access-control-allow-origin'], 'http://localhost:5173');
    const proxied = await send(http.url, asking('{ __typename }', { host: 'daq.example.org' }));
    assert.deepEqual([page.status, proxied.status], [200, 200]);
  });

  it('is live but not ready, reports why, answers queries and starts nothing', async (t) => {
    const { http, parts } = await serve();
    t.after(() => closeAll(parts, silentLogger));
    const { origin } = new URL(http.url);
    assert.equal((await send(`${origin}/health/live`)).status, 200);
    const ready = await send(`${origin}/health/ready`);
    assert.equal(ready.status, 503);
    const { connected, notReady, reason } = JSON.parse(ready.body);
    assert.deepEqual([connected, notReady], [false, 'link']);
    assert.equal(typeof reason, 'string');
    const network = await send(http.url, asking('{ network { connected reason } smurfInstances { id } }'));
    assert.deepEqual(JSON.parse(network.body).data.smurfInstances, []);
    const start = await send(http.url, asking('mutation { runOperation(operation: "take_noise") { id } }'));
    assert.equal(codeOf(start), 'NOT_CONNECTED');
  });
});

/** A server whose router is not there. */
function serve(http: Partial<ServeConfig['http']> = {}, logger = silentLogger) {
  return startServer(
    {
      command: 'serve',
      wamp: { url: 'ws://127.0.0.1:9/ws', realm: 'test_realm', http: null },
      ocs: { addressRoot: 'observatory', instanceId: 'multismurf', agentClass: 'MultiSmurfManager' },
      http: { host: '127.0.0.1', port: 0, ...http },
      expireTimeMs: 20_000,
      runs: { defaultTimeoutSeconds: 60, timeouts: new Map(), holdSeconds: 600, lostSeconds: 120 },
      explicitSlots: false,
      groups: new Map(),
      presets: null,
      storage: { kind: 'memory' },
      logLevel: 'silent',
    },
    logger,
  );
}
