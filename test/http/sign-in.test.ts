import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { createIdentities } from '../../src/auth/identities.js';
import type { Viewer } from '../../src/auth/viewer.js';
import type { HttpServerOptions } from '../../src/http/server.js';
import { createTopic } from '../../src/lib/topic.js';
import { type Product, startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';
import { within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import {
  type Answer,
  asking,
  codeOf,
  initialise,
  JSON_HEADERS,
  openAnswer,
  openSocket,
  type Question,
  SLOTS,
  send,
  serveHttp,
  WATCH,
} from './ask.js';

const TOKEN = 'correct-horse-battery';
const EVENTS = { 'content-type': 'application/json', accept: 'text/event-stream' };
const OTHER_PAGE = 'http://localhost:5173';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

/** A server with one user, whose rights can be changed and withdrawn. */
async function serve(t: TestContext, options: Partial<HttpServerOptions> = {}, rights: Partial<Viewer> = {}) {
  const changes = createTopic<void>(assert.ifError);
  let anna: Viewer | null = { name: 'anna', role: 'operator', operations: null, slots: null, ...rights };
  const identities = createIdentities({
    tokens: { find: (token) => (token === TOKEN ? anna : null), changes },
  });
  const { url } = await serveHttp(t, product, { identities, allowedOrigins: [OTHER_PAGE], ...options });
  const { origin } = new URL(url);
  const post = (path: string, body: unknown, headers: Record<string, string> = { origin }) =>
    send(new URL(path, url).href, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...headers },
    });
  return {
    ...{ url, origin, post },
    signIn: async () => cookieOf(await post('/sign-in', { token: TOKEN })),
    change(next: Partial<Viewer> | null) {
      anna = next && anna && { ...anna, ...next };
      changes.emit();
    },
    listeners: () => changes.listenerCount,
  };
}

const setCookie = ({ headers }: Answer) => headers['set-cookie']?.[0] ?? '';
/** What a browser sends back. */
const cookieOf = (answer: Answer) => setCookie(answer).split(';', 1)[0] ?? '';
const outcome = (answer: Answer) => [answer.status, answer.status < 400 ? null : codeOf(answer)];
const OK = [200, null];
const FOREIGN = [403, 'FORBIDDEN'];
const UNKNOWN = [401, 'UNAUTHENTICATED'];

describe('a sign-in', () => {
  it('leaves a cookie that no script can read and no other site can send, for 30 days, named after the port', async (t) => {
    const { url, post } = await serve(t);
    const answer = await post('/sign-in', { token: TOKEN });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['cache-control'], 'no-store');
    const name = `multismurf-${new URL(url).port}`;
    assert.equal(setCookie(answer), `${name}=${TOKEN}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict`);
  });

  it('leaves a cookie for TLS only, if the server speaks TLS', async (t) => {
    const pem = (name: string) => readFileSync(join(projectRoot, 'test/http/tls', name), 'utf8');
    const cert = pem('cert.pem');
    const current = { cert, key: pem('key.pem') };
    const certificate = { current, changes: createTopic<void>(assert.ifError) };
    const { url } = await serveHttp(t, product, {
      ...{ certificate, identities: createIdentities({ commonToken: TOKEN }) },
    });
    const { origin, port } = new URL(url);
    const ask = async (path: string, body: object, headers: Record<string, string>) => {
      const sent = httpsRequest(new URL(path, url), {
        ...{ method: 'POST', ca: cert, agent: false },
        headers: { ...JSON_HEADERS, ...headers },
      });
      sent.end(JSON.stringify(body));
      const [response] = await within(once(sent, 'response'), 'an answer');
      response.resume();
      return response;
    };
    const { headers } = await ask('/sign-in', { token: TOKEN }, { origin });
    assert.deepEqual(headers['set-cookie'], [
      `__Host-multismurf-${port}=${TOKEN}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure`,
    ]);
    const cookie = `__Host-multismurf-${port}=${TOKEN}`;
    assert.equal((await ask('/graphql', { query: SLOTS }, { origin, cookie })).statusCode, 200);
    const plain = { cookie: cookie.replace('__Host-', '') };
    assert.equal((await ask('/graphql', { query: SLOTS }, { origin, ...plain })).statusCode, 401);
  });

  it('ends with the token', async (t) => {
    const clock = createVirtualClock();
    const expires = new Date(clock.now().getTime() + 90_500);
    const { post } = await serve(t, { clock }, { expires });
    assert.match(setCookie(await post('/sign-in', { token: TOKEN })), /; Max-Age=90;/);
  });

  it('with a wrong token is refused, and leaves nothing', async (t) => {
    const { post } = await serve(t);
    const answer = await post('/sign-in', { token: 'wrong-horse-battery' });
    assert.deepEqual(outcome(answer), UNKNOWN);
    assert.match(answer.body, /The server has rejected this token\./);
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('that is no JSON, too large, without a token or with one too long for a cookie is refused', async (t) => {
    const { url, origin, post } = await serve(t, {
      identities: createIdentities({ commonToken: 'ü'.repeat(700) }),
    });
    for (const body of [
      null,
      [],
      {},
      { token: 5 },
      { token: 'ü'.repeat(700) },
      { token: 'x'.repeat(17_000) },
    ]) {
      assert.deepEqual(outcome(await post('/sign-in', body)), [400, 'BAD_REQUEST'], JSON.stringify(body));
    }
    const noJson = { method: 'POST', headers: { origin }, body: '{' };
    assert.deepEqual(outcome(await send(new URL('/sign-in', url).href, noJson)), [400, 'BAD_REQUEST']);
    const read = await send(new URL('/sign-in', url).href);
    assert.deepEqual([...outcome(read), read.headers.allow], [405, 'METHOD_NOT_ALLOWED', 'POST']);
  });

  it('and a sign-out, is only for the pages of the server', async (t) => {
    const { origin, post } = await serve(t);
    for (const path of ['/sign-in', '/sign-out']) {
      for (const headers of [
        ...[{}, { origin: OTHER_PAGE }, { origin: 'http://evil.example' }, { origin: 'null' }],
        ...['same-site', 'cross-site', 'none'].map((site) => ({ 'sec-fetch-site': site })),
        { origin: OTHER_PAGE, 'sec-fetch-site': 'same-origin' },
        { referer: `${origin}/` },
      ]) {
        const answer = await post(path, { token: TOKEN }, headers as Record<string, string>);
        assert.deepEqual(outcome(answer), FOREIGN, `${path} ${JSON.stringify(headers)}`);
        assert.equal(answer.headers['set-cookie'], undefined);
      }
      assert.equal((await post(path, { token: TOKEN }, { 'sec-fetch-site': 'same-origin' })).status, 204);
    }
  });

  it('ends with a sign-out: the browser forgets the cookie', async (t) => {
    const { url, post } = await serve(t);
    const answer = await post('/sign-out', {});
    assert.equal(answer.status, 204);
    const name = `multismurf-${new URL(url).port}`;
    assert.equal(setCookie(answer), `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`);
    assert.deepEqual(outcome(await ask(url, SLOTS, { cookie: cookieOf(answer) })), UNKNOWN);
  });

  it('counts as the user, and over the name of a proxy too', async (t) => {
    const { url, post } = await serve(t, { allowedHosts: ['daq.example.org'] });
    const headers = { host: 'daq.example.org', origin: 'https://daq.example.org' };
    const cookie = cookieOf(await post('/sign-in', { token: TOKEN }, headers));
    assert.match(cookie, /^multismurf=/);
    const answer = await send(url, asking('{ viewer { name role } }', { ...headers, cookie }));
    assert.deepEqual(JSON.parse(answer.body).data.viewer, { name: 'anna', role: 'OPERATOR' });
  });
});

async function ask(url: string, query: string, headers: Record<string, string>): Promise<Answer> {
  return await send(url, asking(query, { origin: new URL(url).origin, ...headers }));
}

describe('a request with the cookie', () => {
  it('by POST needs the origin of the server: no other, and not none', async (t) => {
    const { url, origin, signIn } = await serve(t);
    const cookie = await signIn();
    const start = 'mutation { stopAll { runs { id } } }';
    const cases: readonly (readonly [Record<string, string>, readonly unknown[]])[] = [
      [{ origin }, OK],
      [{ 'sec-fetch-site': 'same-origin' }, OK],
      [{ origin: OTHER_PAGE }, FOREIGN],
      [{ origin: 'http://evil.example' }, FOREIGN],
      [{ origin: 'null' }, FOREIGN],
      [{ 'sec-fetch-site': 'same-site' }, FOREIGN],
      [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, FOREIGN],
      [{ referer: `${origin}/` }, FOREIGN],
      [{}, FOREIGN],
    ];
    for (const [headers, expected] of cases) {
      for (const accept of ['application/json', 'text/event-stream']) {
        const answer = await send(url, asking(start, { ...headers, cookie, accept }));
        const code = answer.status === 200 ? null : codeOf(answer);
        assert.deepEqual([answer.status, code], expected, `${accept} ${JSON.stringify(headers)}`);
      }
    }
    const refused = await send(url, asking(SLOTS, { cookie }));
    assert.match(
      refused.body,
      /only from the pages of this server\. Other clients must send the header \\"Authorization: Bearer TOKEN\\"/,
    );
  });

  it('by a form or a simple request of another page commands nothing, and a GET never does', async (t) => {
    const { url, origin, signIn } = await serve(t);
    const cookie = await signIn();
    const query = 'mutation { stopAll { runs { id } } }';
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      for (const from of [OTHER_PAGE, 'http://evil.example', 'null']) {
        const headers = { cookie, origin: from, 'content-type': type };
        const body = `query=${encodeURIComponent(query)}`;
        assert.deepEqual(
          outcome(await send(url, { method: 'POST', headers, body })),
          FOREIGN,
          `${type} ${from}`,
        );
      }
    }
    const address = `${url}?query=${encodeURIComponent(query)}`;
    const own = { cookie, 'sec-fetch-site': 'same-origin', accept: 'application/json' };
    assert.equal((await send(address, { headers: { ...own, referer: origin } })).status, 405);
  });

  it('by GET comes from a page of the server, or from the address bar', async (t) => {
    const { url, origin, signIn } = await serve(t);
    const cookie = await signIn();
    const cases: readonly (readonly [Record<string, string>, readonly unknown[]])[] = [
      [{ 'sec-fetch-site': 'same-origin' }, OK],
      [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, OK],
      [{ referer: `${origin}/?view=runs` }, OK],
      [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'no-cors' }, FOREIGN],
      [{ 'sec-fetch-site': 'same-site', referer: `${origin}/` }, FOREIGN],
      [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, FOREIGN],
      [{ referer: `${OTHER_PAGE}/` }, FOREIGN],
      [{ origin: OTHER_PAGE, 'sec-fetch-site': 'same-site' }, FOREIGN],
      [{}, FOREIGN],
    ];
    for (const path of ['/export/runs.csv', `/graphql?query=${encodeURIComponent(SLOTS)}`]) {
      for (const [headers, expected] of cases) {
        const answer = await send(new URL(path, url).href, {
          headers: { accept: 'application/json', ...headers, cookie },
        });
        assert.deepEqual(outcome(answer), expected, `${path} ${JSON.stringify(headers)}`);
      }
    }
  });

  it('of another server on the same host counts for nothing', async (t) => {
    const [one, other] = [await serve(t), await serve(t)];
    assert.deepEqual(outcome(await ask(other.url, SLOTS, { cookie: await one.signIn() })), UNKNOWN);
    const both = `${await one.signIn()}; x=y; ${await other.signIn()}`;
    assert.deepEqual(outcome(await ask(other.url, SLOTS, { cookie: both })), OK);
  });

  it('counts on each of several servers behind one address', async (t) => {
    const [one, other] = [await serve(t), await serve(t)];
    const proxied = { host: 'localhost:8080', origin: 'http://localhost:8080' };
    const cookie = cookieOf(await one.post('/sign-in', { token: TOKEN }, proxied));
    assert.deepEqual(outcome(await send(other.url, asking(SLOTS, { ...proxied, cookie }))), OK);
  });

  it('and a token in the header is judged by the token', async (t) => {
    const { url, signIn } = await serve(t);
    const cookie = await signIn();
    const authorization = `Bearer ${TOKEN}`;
    assert.deepEqual(
      outcome(await send(url, asking(SLOTS, { cookie, authorization, origin: OTHER_PAGE }))),
      OK,
    );
    assert.deepEqual(
      outcome(await ask(url, SLOTS, { cookie, authorization: 'Bearer wrong-horse' })),
      UNKNOWN,
    );
    const wrong = cookie.replace(TOKEN, '%');
    assert.deepEqual(outcome(await ask(url, SLOTS, { cookie: wrong })), UNKNOWN);
  });
});

describe('a WebSocket with the cookie', () => {
  const closeOf = async (socket: Awaited<ReturnType<typeof openSocket>>) => {
    const { code, reason } = await within(socket.closed, 'the socket closes');
    return { code, reason };
  };

  it('is opened by a page of the server, without connectionParams', async (t) => {
    const { url, origin, signIn } = await serve(t);
    const socket = await openSocket(t, url, { headers: { cookie: await signIn(), origin } });
    await initialise(socket);
    socket.say({ id: '1', type: 'subscribe', payload: { query: '{ viewer { name } }' } });
    assert.deepEqual(((await socket.next()) as { payload: unknown }).payload, {
      data: { viewer: { name: 'anna' } },
    });
  });

  it('of another page, or of none, needs a token of its own', async (t) => {
    const { url, signIn } = await serve(t);
    const cookie = await signIn();
    for (const headers of [
      { cookie, origin: OTHER_PAGE },
      { cookie },
      { cookie, 'sec-fetch-site': 'same-origin' },
    ]) {
      const socket = await openSocket(t, url, { headers });
      socket.say({ type: 'connection_init' });
      const { code, reason } = await closeOf(socket);
      assert.equal(code, 4401);
      assert.match(
        reason,
        /^The sign-in cookie is accepted only from the pages of this server\. .* Bearer TOKEN/,
      );
      await initialise(await openSocket(t, url, { headers }), { authorization: `Bearer ${TOKEN}` });
    }
    for (const origin of ['http://evil.example', 'null']) {
      const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { cookie, origin } });
      const [error] = await within(once(socket, 'error'), 'the refusal');
      assert.match(String(error), /403/);
    }
  });

  it('ends with 4401 when the token is withdrawn, and with 4403 when its rights change', async (t) => {
    const { url, origin, signIn, change, listeners } = await serve(t);
    const headers = { cookie: await signIn(), origin };
    const open = async () => {
      const socket = await openSocket(t, url, { headers });
      await initialise(socket);
      return socket;
    };
    const first = await open();
    change({ role: 'viewer' });
    assert.equal((await closeOf(first)).code, 4403);
    const second = await open();
    change(null);
    assert.equal((await closeOf(second)).code, 4401);
    assert.equal(listeners(), 0);
  });
});

describe('an event stream with the cookie', () => {
  it('ends when the token is withdrawn, and a new one is refused', async (t) => {
    const { url, origin, signIn, change, listeners } = await serve(t);
    const question: Question = {
      ...{ method: 'POST', body: JSON.stringify({ query: WATCH }) },
      headers: { ...EVENTS, origin, cookie: await signIn() },
    };
    const stream = await openAnswer(url, question);
    await within(once(stream, 'data'), 'the first event');
    const ended = once(stream, 'error');
    change(null);
    await within(ended, 'the end of the stream');
    assert.deepEqual(outcome(await send(url, question)), UNKNOWN);
    assert.equal(listeners(), 0);
  });
});
