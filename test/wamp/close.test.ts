import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createWampConnection } from '../../src/wamp/connection.js';
import { WAMP_ERRORS } from '../../src/wamp/error.js';
import { createVirtualClock } from '../virtual-clock.js';
import { createFakeRouter, WAMP } from './fake-router.js';
import { connect, FAST, linkWhere, rejectionOf, startRouter } from './harness.js';

test('close sends GOODBYE, settles every call and ends the link', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const call = rejectionOf(connection.call('observatory.s2', [], { timeoutMs: 60_000 }));
  await peer.take(WAMP.call);
  const ended = once(peer.socket, 'close');
  await connection.close();
  assert.equal((await call).uri, WAMP_ERRORS.closed);
  assert.equal((await peer.take(WAMP.goodbye))[2], 'wamp.close.normal');
  await ended;
  assert.deepEqual(
    { connected: connection.link.connected, reason: connection.link.reason },
    { connected: false, reason: 'closed by this program' },
  );
});

test('close ends if the router does not answer the GOODBYE', async (t) => {
  const router = await startRouter(t, { handle: (_peer, [type]) => type === WAMP.goodbye });
  const connection = connect(t, { url: router.url });
  await connection.connected();
  await connection.close();
  assert.equal(connection.link.connected, false);
});

test('close ends if the router has stopped reading', { timeout: 10_000 }, async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  peer.socket.pause();
  await connection.close();
});

test('close during a retry delay ends the attempts', async (t) => {
  const reserved = await createFakeRouter();
  await reserved.close();
  const connection = connect(t, { url: reserved.url, backoff: { initialMs: 60_000, maxMs: 60_000 } });
  await linkWhere(connection, ({ reason }) => reason !== null);
  await connection.close();
  // Nothing is left that would keep this process alive: the runner waits for the file to end by itself.
});

test('close before the link is up makes waiting for it reject', async (t) => {
  const router = await startRouter(t, { handle: (_peer, [type]) => type === WAMP.hello });
  const connection = connect(t, { url: router.url });
  const waiting = rejectionOf(connection.connected());
  await (await router.nextPeer()).take(WAMP.hello);
  await connection.close();
  assert.equal((await waiting).uri, WAMP_ERRORS.closed);
  assert.equal(router.opened, 1);
});

test('close right after the start, and twice, is harmless', async (t) => {
  const router = await startRouter(t);
  const connection = createWampConnection({ ...FAST, url: router.url });
  await Promise.all([connection.close(), connection.close()]);
  await connection.close();
  assert.equal(connection.link.connected, false);
});

test('after close nothing is sent: calls reject, publications return false', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  await connection.connected();
  await connection.close();
  const error = await rejectionOf(connection.call('observatory.s2', [], { timeoutMs: 1000 }));
  assert.equal(error.uri, WAMP_ERRORS.closed);
  assert.equal(connection.publish('observatory.s2.feeds.x', []), false);
  assert.equal((await rejectionOf(connection.connected())).uri, WAMP_ERRORS.closed);
  connection.subscribe('observatory.s2.feeds.x', () => {}).close();
  connection.register('observatory.s2', () => null).close();
});

test('an address that is not a WebSocket URL is refused at once', () => {
  for (const url of ['http://localhost:8001/ws', 'localhost:8001', '']) {
    assert.throws(() => createWampConnection({ ...FAST, url }), /must start with ws:\/\/ or wss:\/\//);
  }
});

test('an address that WebSocket refuses leaves no timer behind', () => {
  const clock = createVirtualClock();
  assert.throws(() => createWampConnection({ ...FAST, url: 'ws://127.0.0.1:9/ws#part', clock }), SyntaxError);
  assert.equal(clock.timers, 0);
});

test('every timer is released, whatever was in progress', async (t) => {
  const clock = createVirtualClock();
  const refused = 'observatory.taken';
  const router = await startRouter(t, {
    handle(peer, [type, request, , uri]) {
      if (type !== WAMP.register || uri !== refused) return false;
      peer.send([WAMP.error, WAMP.register, request, {}, 'wamp.error.procedure_already_exists']);
      return true;
    },
  });

  const idle = connect(t, { url: router.url, clock });
  await idle.connected();
  assert.equal(clock.timers, 1, 'the pings');
  await idle.close();
  assert.equal(clock.timers, 0, 'closed while idle');
  await router.nextPeer();

  const busy = connect(t, { url: router.url, clock });
  await busy.connected();
  const call = rejectionOf(busy.call('observatory.s2', [], { timeoutMs: 60_000 }));
  busy.subscribe('observatory.s2.feeds.x', () => {});
  await new Promise<void>((resolve) => {
    busy.register(
      refused,
      () => null,
      ({ reason }) => reason !== null && resolve(),
    );
  });
  await busy.close();
  await call;
  assert.equal(clock.timers, 0, 'closed with a call in flight and a refused registration');
  await router.nextPeer();

  const lost = connect(t, { url: router.url, clock });
  await lost.connected();
  (await router.nextPeer()).socket.terminate();
  await linkWhere(lost, ({ connected }) => !connected);
  assert.equal(clock.timers, 1, 'the next attempt');
  await lost.close();
  assert.equal(clock.timers, 0, 'closed in a retry delay');

  const joining = connect(t, { url: router.url, clock });
  await joining.close();
  assert.equal(clock.timers, 0, 'closed while joining');
});
