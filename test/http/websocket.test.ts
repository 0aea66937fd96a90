import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { type Product, startProduct } from '../product.js';
import { until, within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { initialise, openSocket, send, sendRaw, serveHttp, WATCH } from './ask.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

/** Nearly without garbage: V8 frees the last buffers some time after the collection. */
function retainedBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const upgrade = (path: string, headers: Readonly<Record<string, string>>) => {
  const all = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'graphql-transport-ws',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
};

describe('an upgrade', () => {
  it('that is reset at once does not end the server, whether it is rejected or accepted', async (t) => {
    // A server of this test: what it throws fails this test.
    const { url } = await serveHttp(t, product);
    const { hostname, port, host, origin } = new URL(url);
    const upgrades = [
      upgrade('/wrong', { Host: host }),
      upgrade('*', { Host: host }),
      upgrade('/graphql', { Host: host }),
      upgrade('/graphql', { Host: host, Origin: 'https://evil.example' }),
      upgrade('/graphql', { Host: 'evil.example' }),
      upgrade('/graphql', { Host: host, 'Sec-WebSocket-Version': '1' }),
      upgrade('/graphql', { Host: host, 'Sec-WebSocket-Protocol': 'graphql-ws' }),
    ];
    for (const text of upgrades) {
      // Before the server has read it, while it answers, and when it has answered.
      for (const moment of ['connect', 'turn', 'data']) {
        const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
        socket.on('error', () => {});
        await once(socket, 'connect');
        socket.write(text);
        if (moment === 'turn') await new Promise((resolve) => setImmediate(resolve));
        if (moment === 'data') await within(once(socket, 'data'), 'an answer');
        socket.resetAndDestroy();
        await once(socket, 'close');
      }
    }
    assert.equal((await send(`${origin}/health/live`)).status, 200);
  });

  it('is rejected with a message', async () => {
    const { host } = new URL(product.origin);
    const foreign = await sendRaw(product.origin, upgrade('/graphql', { Host: host, Origin: 'https://a.b' }));
    assert.match(
      foreign,
      /^HTTP\/1\.1 403 .*\{"errors":\[\{"message":"Pages from https:\/\/a\.b are not allowed/s,
    );
    const lost = await sendRaw(product.origin, upgrade('/other', { Host: host }));
    assert.match(lost, /^HTTP\/1\.1 404 /);
  });
});

describe('before connection_init', () => {
  it('nothing is served', async (t) => {
    const { http } = product;
    const pinging = await openSocket(t, http.url);
    pinging.say({ type: 'ping', payload: { large: 'x'.repeat(1000) } });
    // The pong of WebSocket itself: the message before has been read by then.
    pinging.socket.ping();
    await within(once(pinging.socket, 'pong'), 'a pong');
    pinging.say({ type: 'connection_init' });
    assert.equal((await pinging.next())['type'], 'connection_ack');

    const subscribing = await openSocket(t, http.url);
    subscribing.say({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    assert.equal((await within(subscribing.closed, 'the end')).code, 4401);
  });

  it('a client has ten seconds', async (t) => {
    const clock = createVirtualClock();
    const { url } = await serveHttp(t, product, { clock });
    const [silent, speaking] = [await openSocket(t, url), await openSocket(t, url)];
    await initialise(speaking);
    await clock.advance(9_900);
    assert.equal(silent.socket.readyState, silent.socket.OPEN);
    await clock.advance(200);
    assert.equal((await within(silent.closed, 'the end')).code, 4408);
    speaking.say({ type: 'ping' });
    assert.deepEqual(await speaking.next(), { type: 'pong' });
  });
});

describe('a client that does not read', () => {
  it('uses no memory by sending pings, with and without a token', async (t) => {
    // Its time stands still, since a client that does not introduce itself is disconnected after ten seconds.
    const { url } = await serveHttp(t, product, { clock: createVirtualClock() });
    for (const introduced of [false, true]) {
      const client = await openSocket(t, url);
      if (introduced) await initialise(client);
      client.socket.pause();
      const ping = JSON.stringify({ type: 'ping', payload: { large: 'x'.repeat(900_000) } });
      const before = retainedBytes();
      for (let count = 0; count < 200; count++) {
        await within(new Promise((resolve) => client.socket.send(ping, resolve)), 'a ping is taken');
      }
      const isFree = () => retainedBytes() - before < 20e6;
      await until(isFree, `the memory of 180 MB of pings is free (introduced: ${introduced})`);
      // If the answers had the payload, the server would have disconnected the client.
      client.socket.resume();
      client.socket.ping();
      await within(once(client.socket, 'pong'), 'a pong');
      client.socket.terminate();
    }
  });

  it('is disconnected when too much data waits for it, and the log reports it', async (t) => {
    const lines: { msg: string; waitingBytes?: number }[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const cut = () =>
      lines.find(({ msg }) => msg === 'a WebSocket client that does not read was disconnected');
    const { url } = await serveHttp(t, product, { logger, limits: { waitingBytes: 100_000 } });
    const client = await openSocket(t, url);
    await initialise(client);
    client.socket.pause();
    const query = '{ smurfInstances { operations { name docstring parameters { name description } } } }';
    let id = 0;
    const { waitingBytes = 0 } = await until(() => {
      for (let count = 0; count < 20; count++) {
        client.say({ id: String(id++), type: 'subscribe', payload: { query } });
      }
      return cut();
    }, 'the client is cut off');
    assert.ok(waitingBytes > 100_000);
    client.socket.resume();
    const { code, reason } = await within(client.closed, 'the end');
    assert.equal(code, 1013);
    assert.match(reason, /--max-waiting-bytes/);
  });
});

describe('a quiet connection', () => {
  it('is pinged every 20 s, and closed only after three pings without an answer', async (t) => {
    const clock = createVirtualClock();
    const { url } = await serveHttp(t, product, { clock });
    const [present, gone] = [await openSocket(t, url), await openSocket(t, url, { autoPong: false })];
    await Promise.all([initialise(present), initialise(gone)]);
    for (let count = 0; count < 3; count++) {
      const pings = Promise.all([once(present.socket, 'ping'), once(gone.socket, 'ping')]);
      await clock.advance(20_000);
      await within(pings, 'a ping');
    }
    await clock.advance(20_000);
    assert.equal((await within(gone.closed, 'the end')).code, 1006);
    present.say({ type: 'ping' });
    assert.deepEqual(await present.next(), { type: 'pong' });
  });
});
