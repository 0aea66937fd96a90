import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { createVirtualClock } from '../virtual-clock.js';
import { createFakeRouter, WAMP } from './fake-router.js';
import { connect, FAST, linkWhere, startRouter } from './harness.js';

const isUp = ({ connected }: { connected: boolean }) => connected;
const isDown = ({ connected }: { connected: boolean }) => !connected;

test('a router that is away at the start is joined when it appears', async (t) => {
  const reserved = await createFakeRouter();
  await reserved.close();
  const connection = connect(t, { url: reserved.url });
  const first = await linkWhere(connection, ({ reason }) => reason !== null);
  assert.equal(first.connected, false);
  assert.match(first.reason ?? '', /ECONNREFUSED/);
  await startRouter(t, { port: reserved.port });
  await connection.connected();
  assert.equal(connection.link.reason, null);
});

test('after a crash of the router, the connection, the subscriptions and the registrations are restored', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const heard: unknown[] = [];
  let listening = () => {};
  connection.subscribe(
    'observatory..feeds.heartbeat',
    ({ topic, args }) => {
      heard.push([topic, args]);
      listening();
    },
    { match: 'wildcard' },
  );
  const changes: boolean[] = [];
  connection.register(
    'observatory.multismurf',
    () => 'answer',
    ({ registered }) => changes.push(registered),
  );

  for (const round of [1, 2, 3]) {
    const peer = await router.nextPeer();
    const [, , options, topic] = await peer.take(WAMP.subscribe);
    assert.deepEqual([options, topic], [{ match: 'wildcard' }, 'observatory..feeds.heartbeat']);
    assert.equal((await peer.take(WAMP.register))[3], 'observatory.multismurf');
    await linkWhere(connection, isUp);
    const event = new Promise<void>((resolve) => {
      listening = resolve;
    });
    peer.send([WAMP.event, 2 ** 40, 7, { topic: 'observatory.s2.feeds.heartbeat' }, [round]]);
    await event;
    peer.send([WAMP.invocation, round, 2 ** 40 + 1, {}, []]);
    assert.deepEqual(await peer.take(WAMP.yield), [WAMP.yield, round, {}, ['answer']]);
    peer.socket.terminate();
    await linkWhere(connection, isDown);
  }
  assert.deepEqual(
    heard,
    [1, 2, 3].map((round) => ['observatory.s2.feeds.heartbeat', [round]]),
  );
  assert.deepEqual(changes.slice(0, 6), [true, false, true, false, true, false]);
});

test('after a GOODBYE of the router the realm is joined again', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const lost = linkWhere(connection, isDown);
  peer.send([WAMP.goodbye, { message: 'the node is shut down' }, 'wamp.close.system_shutdown']);
  assert.match((await lost).reason ?? '', /wamp\.close\.system_shutdown \(the node is shut down\)/);
  await peer.take(WAMP.goodbye);
  await connection.connected();
  assert.equal(router.opened, 2);
});

test('the reason of a GOODBYE is shortened if it is very long', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const lost = linkWhere(connection, isDown);
  peer.send([WAMP.goodbye, { message: 'm'.repeat(20_000) }, 'r'.repeat(20_000)]);
  const reason = (await lost).reason ?? '';
  assert.match(reason, /^the router ended the session: r+ … m+\)$/);
  assert.ok(reason.length < 4000, `${reason.length} characters`);
});

test('a router that sends GOODBYE and leaves the socket open does not delay us', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  peer.socket.pause();
  const lost = linkWhere(connection, isDown);
  peer.send([WAMP.goodbye, {}, 'wamp.close.normal']);
  await lost;
  await connection.connected();
  peer.socket.terminate();
});

test('a silent connection is closed and opened again', async (t) => {
  const router = await startRouter(t, { autoPong: false });
  const connection = connect(t, { url: router.url, ping: { everyMs: 20, silentMs: 60 } });
  await connection.connected();
  const lost = await linkWhere(connection, isDown);
  assert.equal(lost.reason, 'the router sent nothing for 0.06 s');
  await connection.connected();
});

test('a link on which only pings are answered is kept', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url, ping: { everyMs: 20, silentMs: 1000 } });
  const peer = await router.nextPeer();
  await connection.connected();
  for (let pings = 0; pings < 60; pings += 1) await once(peer.socket, 'ping');
  assert.equal(router.opened, 1);
  assert.equal(connection.link.connected, true);
});

test('an attempt ends when the handshake is never answered', async (t) => {
  const sockets: Socket[] = [];
  const frozen = createServer((socket) => sockets.push(socket));
  frozen.listen(0, '127.0.0.1');
  await once(frozen, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    frozen.close();
  });
  const { port } = frozen.address() as AddressInfo;
  const connection = connect(t, { url: `ws://127.0.0.1:${port}/ws`, joinTimeoutMs: 50 });
  await linkWhere(connection, ({ reason }) => reason !== null);
  while (sockets.length < 2) await once(frozen, 'connection');
});

test('an attempt ends when the WELCOME never comes, though pings are answered', async (t) => {
  const router = await startRouter(t, { handle: (_peer, [type]) => type === WAMP.hello });
  const connection = connect(t, {
    url: router.url,
    joinTimeoutMs: 50,
    ping: { everyMs: 10, silentMs: 5000 },
  });
  const { reason } = await linkWhere(connection, (link) => link.reason !== null);
  assert.equal(reason, 'not joined within 0.05 s');
  await router.nextPeer();
  await router.nextPeer();
});

test('a message that cannot be read is ignored, and logged once a minute', async (t) => {
  const frames: (string | Buffer)[] = [
    'no JSON at all',
    '["a secret',
    '{"a": 1}',
    '[]',
    'null',
    '["36", 1, 2]',
    '[36]',
    '[2, 1]',
    Buffer.from([0xc1, 0xff]),
  ];
  const clock = createVirtualClock();
  const router = await startRouter(t);
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, sink(lines));
  const connection = connect(t, { url: router.url, logger, clock });
  const peer = await router.nextPeer();
  await connection.connected();
  const topic = 'observatory.s2.feeds.x';
  let hear: (args: readonly unknown[]) => void = () => {};
  connection.subscribe(topic, ({ args }) => hear(args));
  await peer.take(WAMP.subscribe);

  /** What is heard of an event that is sent behind the frames. */
  async function sendBefore(event: number, sent: readonly (string | Buffer)[]): Promise<readonly unknown[]> {
    const heard = new Promise<readonly unknown[]>((resolve) => {
      hear = resolve;
    });
    for (const frame of sent) peer.socket.send(frame);
    peer.send([WAMP.event, 2 ** 40, 7, {}, [event]]);
    return await heard;
  }
  assert.deepEqual(await sendBefore(1, frames), [1]);
  // An event without its details: autobahn would throw.
  assert.deepEqual(await sendBefore(2, [`[${WAMP.event}, ${2 ** 40}, 7]`]), [2]);
  assert.equal(router.opened, 1);
  assert.equal(lines.length, 1);
  // The pings of a minute, one of which is answered before the next is due.
  for (let pings = 0; pings < 30; pings += 1) {
    const pong = once(peer.socket, 'ping');
    await clock.advance(FAST.ping.everyMs);
    await pong;
  }
  assert.deepEqual(await sendBefore(3, ['[']), [3]);
  const told = lines.map((line) => JSON.parse(line)).map(({ level, count }) => [level, count]);
  assert.deepEqual(told, [
    [40, 1],
    [40, frames.length + 1],
  ]);
  assert.doesNotMatch(lines.join(''), /secret/);
});

test('a protocol violation is logged, and the connection is opened again', async (t) => {
  const frames = ['[36, 99, 1, {}, []]', '[2, 1, {}]', '[9999, 1]', '[50, 77, {}, []]'];
  const router = await startRouter(t);
  const lines: string[] = [];
  const connection = connect(t, { url: router.url, logger: pino({ level: 'error' }, sink(lines)) });
  for (const frame of frames) {
    const peer = await router.nextPeer();
    await connection.connected();
    const lost = linkWhere(connection, isDown);
    const before = lines.length;
    peer.socket.send(frame);
    await lost;
    assert.ok(lines.length > before, `nothing was logged for ${frame}`);
  }
  await connection.connected();
});

test('garbage in place of the WELCOME does no harm', async (t) => {
  let answers = 0;
  const router = await startRouter(t, {
    handle(peer, [type]) {
      answers += 1;
      if (type !== WAMP.hello || answers > 2) return false;
      peer.socket.send(answers === 1 ? '[2, 1]' : '[70, 1, {}]');
      return true;
    },
  });
  const connection = connect(t, { url: router.url });
  await connection.connected();
  assert.equal(router.opened, 3);
});

test('delays double up to their maximum, and each loses a random part of up to a half', async (t) => {
  const reserved = await createFakeRouter();
  await reserved.close();
  const lines: string[] = [];
  const connection = connect(t, {
    url: reserved.url,
    backoff: { initialMs: 4, maxMs: 32 },
    logger: pino({ level: 'debug' }, sink(lines)),
  });
  const delays = () => lines.flatMap((line) => JSON.parse(line).delayMs ?? []);
  await linkWhere(connection, () => delays().length >= 12);
  const ceilings = [4, 8, 16, ...Array<number>(9).fill(32)];
  for (const [index, ceiling] of ceilings.entries()) {
    const delay: number = delays()[index];
    assert.ok(delay >= ceiling / 2 && delay <= ceiling, `attempt ${index}: ${delay} of ${ceiling} ms`);
  }
  assert.ok(new Set(delays().slice(3, 12)).size > 1, 'there is no jitter');
  const warnings = lines.filter((line) => JSON.parse(line).level === 40);
  assert.equal(warnings.length, 1, 'one outage is one warning');
});

function sink(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
}
