import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SUCH_PROCEDURE, WAMP_ERRORS, WampError } from '../../src/wamp/error.js';
import { createFakeRouter, WAMP } from './fake-router.js';
import { connect, linkWhere, rejectionOf, startRouter } from './harness.js';

const BOUND = { timeoutMs: 30_000 };

test('a call resolves to what the callee returned', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const answers = [[[[0, 'ok', {}]]], [[]], [], [['a', 'b']]];
  const wanted = [[0, 'ok', {}], null, null, ['a', 'b']];
  for (const [index, answer] of answers.entries()) {
    const call = connection.call('observatory.s2.ops', ['status', 'run'], BOUND);
    const [, request, , procedure, args] = await peer.take(WAMP.call);
    assert.deepEqual([procedure, args], ['observatory.s2.ops', ['status', 'run']]);
    peer.send([WAMP.result, request, {}, ...answer]);
    assert.deepEqual(await call, wanted[index]);
  }
});

test('a call has named arguments only if there are some', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  for (const kwargs of [{ instance_id: 's2' }, undefined]) {
    const call = connection.call('observatory.director', [1], kwargs ? { ...BOUND, kwargs } : BOUND);
    const [, request, , , ...payload] = await peer.take(WAMP.call);
    assert.deepEqual(payload, kwargs ? [[1], kwargs] : [[1]]);
    peer.send([WAMP.result, request, {}]);
    await call;
  }
});

test('errors of the router and the callee are an Error with their URI and arguments', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  for (const args of [[['no callee', 7]], [], [[{ a: 1 }], { traceback: ['...'] }]]) {
    const failed = rejectionOf(connection.call('observatory.s2', [], BOUND));
    const [, request] = await peer.take(WAMP.call);
    peer.send([WAMP.error, WAMP.call, request, {}, NO_SUCH_PROCEDURE, ...args]);
    const error = await failed;
    assert.equal(error.uri, NO_SUCH_PROCEDURE);
    assert.deepEqual(error.args, args[0] ?? []);
    assert.match(error.message, /^call of observatory\.s2: wamp\.error\.no_such_procedure/);
  }
});

test('without a link a call rejects at once, and a publication returns false', async (t) => {
  const reserved = await createFakeRouter();
  await reserved.close();
  const connection = connect(t, { url: reserved.url });
  await linkWhere(connection, ({ reason }) => reason !== null);
  const error = await rejectionOf(connection.call('observatory.s2', [], BOUND));
  assert.equal(error.uri, WAMP_ERRORS.notConnected);
  assert.match(error.message, /not connected to ws:\/\/127\.0\.0\.1:\d+\/ws: connect ECONNREFUSED/);
  assert.equal(connection.publish('observatory.s2.feeds.x', []), false);
});

test('a call in flight rejects when the link is lost', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const calls = [1, 2, 3].map((n) => rejectionOf(connection.call('observatory.s2', [n], BOUND)));
  for (const _ of calls) await peer.take(WAMP.call);
  peer.socket.terminate();
  for (const error of await Promise.all(calls)) {
    assert.equal(error.uri, WAMP_ERRORS.linkLost);
    assert.match(error.message, /^call of observatory\.s2: the connection was lost: /);
  }
});

test('a call that is not answered rejects after its timeout, and a late answer does no harm', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const error = await rejectionOf(connection.call('observatory.s2', ['slow'], { timeoutMs: 20 }));
  assert.equal(error.uri, WAMP_ERRORS.timeout);
  const [, request] = await peer.take(WAMP.call);
  peer.send([WAMP.result, request, {}, ['late']]);
  const next = connection.call('observatory.s2', [], BOUND);
  const [, nextRequest] = await peer.take(WAMP.call);
  peer.send([WAMP.result, nextRequest, {}, ['in time']]);
  assert.equal(await next, 'in time');
  assert.equal(router.opened, 1);
});

test('a timeout that is longer than a timer can wait does not end the call at once', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const call = connection.call('observatory.s2', [], { timeoutMs: Number.MAX_SAFE_INTEGER });
  const [, request] = await peer.take(WAMP.call);
  await new Promise((resolve) => setTimeout(resolve, 5));
  peer.send([WAMP.result, request, {}, ['patient']]);
  assert.equal(await call, 'patient');
});

test('a call that is aborted rejects, and nothing is sent to the callee', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const caller = new AbortController();
  const options = { ...BOUND, signal: caller.signal };
  const call = rejectionOf(connection.call('observatory.s2', [], options));
  await peer.take(WAMP.call);
  caller.abort();
  assert.equal((await call).uri, WAMP_ERRORS.aborted);
  assert.equal((await rejectionOf(connection.call('observatory.s2', [], options))).uri, WAMP_ERRORS.aborted);
  connection.publish('observatory.s2.feeds.x', []);
  await peer.take(WAMP.publish);
  assert.equal(peer.count(WAMP.call), 1);
  assert.equal(peer.count(49), 0, 'a CANCEL was sent');
});

test('waiting for the link can be aborted', async (t) => {
  const reserved = await createFakeRouter();
  await reserved.close();
  const connection = connect(t, { url: reserved.url });
  const caller = new AbortController();
  const waiting = rejectionOf(connection.connected(caller.signal));
  caller.abort();
  assert.equal((await waiting).uri, WAMP_ERRORS.aborted);
  assert.equal((await rejectionOf(connection.connected(caller.signal))).uri, WAMP_ERRORS.aborted);
});

test('an invalid URI is refused before it is sent, because a router would end the session', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  for (const name of ['', 'a b', 'observatory..x', 'observatory.', '#', 'a\nb']) {
    assert.equal((await rejectionOf(connection.call(name, [], BOUND))).uri, 'wamp.error.invalid_uri');
    assert.throws(() => connection.publish(name, []), WampError);
    assert.throws(() => connection.subscribe(name, () => {}), WampError);
    assert.throws(() => connection.register(name, () => null), WampError);
  }
  connection.subscribe('observatory..feeds.heartbeat', () => {}, { match: 'wildcard' });
  connection.subscribe('observatory.', () => {}, { match: 'prefix' });
  await peer.take(WAMP.subscribe);
  await peer.take(WAMP.subscribe);
  assert.equal(peer.count(WAMP.call), 0);
});

test('arguments that can not be encoded reject the call and leave the link alone', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  await connection.connected();
  const error = await rejectionOf(connection.call('observatory.s2', [1n], BOUND));
  assert.equal(error.uri, WAMP_ERRORS.notEncodable);
  assert.equal(error.sent, false);
  assert.throws(() => connection.publish('observatory.s2.feeds.x', [1n]), WampError);
  assert.equal(connection.link.connected, true);
});
