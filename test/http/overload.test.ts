import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { LIMIT_NAMES, LIMITS, type LimitName } from '../../src/config/cli/limit-options.js';
import { DEFAULT_LIMITS } from '../../src/http/limits.js';
import { type Product, startProduct } from '../product.js';
import { within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import {
  asking,
  codeOf,
  initialise,
  openAnswer,
  openSocket,
  type Question,
  SLOTS,
  send,
  sendRaw,
  serveHttp,
  WATCH,
} from './ask.js';

const START = 'mutation { runOperation(operation: "take_noise") { id } }';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

describe('the limits of a server', () => {
  it('have an option each', () => {
    assert.deepEqual([...LIMIT_NAMES].toSorted(), Object.keys(DEFAULT_LIMITS).toSorted());
  });

  const deep = '{ network { smurfInstances { instanceId sessions { operation } } } }';
  const reached: readonly (readonly [LimitName, number, Question | string])[] = [
    ['depth', 1, asking(deep)],
    ['cost', 10, asking(deep)],
    ['aliases', 1, asking('{ a: __typename b: __typename }')],
    ['tokens', 5, asking(deep)],
    ['nesting', 2, asking(deep)],
    ['bodyBytes', 10, asking(deep)],
    ['headBytes', 1000, `GET /?${'x'.repeat(2000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['requestMs', 50, 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
  ];
  for (const [name, most, question] of reached) {
    it(`are named by the error that reports them: --${LIMITS[name].option}`, async (t) => {
      const { url } = await serveHttp(t, product, { limits: { [name]: most } });
      const answer =
        typeof question === 'string' ? await sendRaw(url, question) : (await send(url, question)).body;
      assert.ok(answer.includes(`(--${LIMITS[name].option})`), answer);
    });
  }

  for (const name of LIMIT_NAMES) {
    it(`are those of the help by default: --${LIMITS[name].option}`, () => {
      assert.equal(DEFAULT_LIMITS[name], LIMITS[name].fallback);
    });
  }

  it('hold on a WebSocket for its open operations: the next is rejected, and the others go on', async (t) => {
    const { url } = await serveHttp(t, product, { limits: { subscriptions: 2 } });
    const { say, next, ...socket } = await openSocket(t, url);
    await initialise({ say, next, ...socket });
    const watch = (id: string) => say({ id, type: 'subscribe', payload: { query: WATCH } });
    for (const id of ['1', '2']) {
      watch(id);
      assert.equal((await next())['type'], 'next');
    }
    watch('3');
    const refused = await next();
    assert.deepEqual([refused['type'], refused['id']], ['error', '3']);
    const [error] = refused['payload'] as [{ message: string; extensions: { code: string } }];
    assert.equal(error.extensions.code, 'TOO_MANY_SUBSCRIPTIONS');
    assert.match(error.message, /--max-subscriptions/);
    say({ id: '1', type: 'complete' });
    watch('4');
    const { type, id } = await next();
    assert.deepEqual([type, id], ['next', '4']);
  });

  for (const limits of [{ socketsPerAddress: 2 }, { sockets: 2 }]) {
    const option = 'sockets' in limits ? '--max-sockets' : '--max-sockets-per-address';

    it(`${option}: one more WebSocket is closed with 1013, and there is a place when another has left`, async (t) => {
      const { url } = await serveHttp(t, product, { limits });
      const open = [await openSocket(t, url), await openSocket(t, url)];
      const { code, reason } = await within((await openSocket(t, url)).closed, 'it is closed');
      assert.equal(code, 1013);
      assert.match(reason, new RegExp(`is the limit \\(${option}[;)]`));
      for (const one of open) await initialise(one);
      open[0]?.socket.close();
      await within(open[0]?.closed ?? Promise.reject(), 'one has left');
      await initialise(await openSocket(t, url));
    });

    it(`${option}: one more event stream is refused with 503, while queries are answered`, async (t) => {
      const { url } = await serveHttp(t, product, { limits });
      const events = asking(WATCH, { accept: 'text/event-stream' });
      const [first] = [await openAnswer(url, events), await openAnswer(url, events)];
      const refused = await send(url, events);
      assert.deepEqual([refused.status, codeOf(refused)], [503, 'OVERLOADED']);
      assert.ok(refused.body.includes(option));
      assert.equal((await send(url, asking(SLOTS))).status, 200);
      first.destroy();
      await once(first, 'close');
      const again = await openAnswer(url, events);
      assert.equal(again.statusCode, 200);
      again.destroy();
    });
  }

  it('hold for a WebSocket that sends nonsense after it was turned away: the server goes on', async (t) => {
    const { url } = await serveHttp(t, product, { limits: { sockets: 1 } });
    const held = await openSocket(t, url);
    const upgrade = [
      ...['GET /graphql HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'],
      ...['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`],
      ...['Sec-WebSocket-Protocol: graphql-transport-ws', '', ''],
    ];
    // A frame with a reserved opcode, as in a client with a bug.
    const answer = await sendRaw(url, `${upgrade.join('\r\n')}\x83\x00`, 'latin1');
    assert.match(answer, /^HTTP\/1\.1 101 /);
    assert.match(answer, /is the limit \(--max-sockets\)/);
    await initialise(held);
  });

  it('hold for the runs that a user starts in a minute, and for no stop', async (t) => {
    const clock = createVirtualClock();
    const { url } = await serveHttp(t, product, { limits: { runsPerMinute: 2 }, clock });
    const ask = async (query: string) => JSON.parse((await send(url, asking(query))).body);
    const started = [await ask(START), await ask(START)];
    for (const { errors } of started) assert.equal(errors, undefined);
    const { errors } = await ask(START);
    assert.deepEqual(errors[0].extensions, { code: 'TOO_MANY_RUNS', maximum: 2, retryAfterSeconds: 60 });
    assert.match(errors[0].message, /--max-runs-per-minute\). Try again in 60 s\.$/);
    assert.equal((await ask('mutation { stopAll { runs { id } } }')).errors, undefined);
    await clock.advance(60_000);
    assert.equal((await ask(START)).errors, undefined);
  });
});

describe('a server that hides', () => {
  it('its schema answers queries, with __typename, but not about the schema', async (t) => {
    const { url } = await serveHttp(t, product, { hidesSchema: true });
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Run") { name } }']) {
      const refused = await send(url, asking(query));
      assert.equal(codeOf(refused), 'GRAPHQL_VALIDATION_FAILED');
      assert.match(refused.body, /--no-introspection/);
    }
    const { body } = await send(url, asking('{ __typename smurfInstances { __typename } }'));
    assert.equal(JSON.parse(body).data.smurfInstances[0].__typename, 'SmurfInstance');
  });

  it('GraphiQL serves no page at /graphql, and the API all the same', async (t) => {
    const { url } = await serveHttp(t, product, { hidesGraphiQL: true });
    const page = await send(url, { headers: { accept: 'text/html' } });
    assert.notEqual(page.status, 200);
    assert.equal((await send(url, asking(SLOTS))).status, 200);
  });
});
