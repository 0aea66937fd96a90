import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WampError } from '../../src/wamp/error.js';
import type { Registration, WampConnection } from '../../src/wamp/types.js';
import { type FakePeer, WAMP } from './fake-router.js';
import { connect, startRouter } from './harness.js';

const EXISTS = 'wamp.error.procedure_already_exists';

/** Registers, and hands out the changes one by one. */
function watchRegistration(connection: WampConnection, procedure: string) {
  const seen: { registered: boolean; reason: string | null }[] = [];
  const wakers: (() => void)[] = [];
  const registration = connection.register(
    procedure,
    () => null,
    ({ registered, reason }: Registration) => {
      seen.push({ registered, reason });
      for (const wake of wakers.splice(0)) wake();
    },
  );
  return {
    registration,
    async next() {
      while (seen.length === 0) await new Promise<void>((resolve) => wakers.push(resolve));
      return seen.shift();
    },
  };
}

test('if another client holds a procedure, we stand by, and take it when it is free', async (t) => {
  let isTaken = true;
  const router = await startRouter(t, {
    handle(peer, [type, request]) {
      if (type !== WAMP.register || !isTaken) return false;
      peer.send([WAMP.error, WAMP.register, request, {}, EXISTS, ['already registered']]);
      return true;
    },
  });
  const connection = connect(t, { url: router.url });
  const { registration, next } = watchRegistration(connection, 'observatory.multismurf');
  const refused = await next();
  assert.equal(refused?.registered, false);
  assert.match(refused?.reason ?? '', /procedure_already_exists: already registered/);
  const peer = await router.nextPeer();
  for (let attempts = 0; attempts < 3; attempts += 1) await peer.take(WAMP.register);
  isTaken = false;
  assert.deepEqual(await next(), { registered: true, reason: null });
  registration.close();
  await peer.take(WAMP.unregister);
  assert.equal(registration.registered, false);
});

test('a registration that the router removes is made again', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const { next } = watchRegistration(connection, 'observatory.multismurf');
  assert.equal((await next())?.registered, true);
  const peer = await router.nextPeer();
  peer.send([WAMP.unregistered, 0, { registration: 2 ** 40, reason: 'by an operator' }]);
  assert.deepEqual(await next(), { registered: false, reason: 'revoked by the router' });
  assert.deepEqual(await next(), { registered: true, reason: null });
});

test('a registration that is closed in standby is not tried again', async (t) => {
  const router = await startRouter(t, {
    handle(peer, [type, request, , uri]) {
      if (uri !== 'observatory.taken') return false;
      if (type === WAMP.register) peer.send([WAMP.error, WAMP.register, request, {}, EXISTS]);
      return true;
    },
  });
  const connection = connect(t, { url: router.url, retryMs: 200 });
  const taken = watchRegistration(connection, 'observatory.taken');
  await taken.next();
  taken.registration.close();
  const peer = await router.nextPeer();
  await new Promise((resolve) => setTimeout(resolve, 250));
  await watchRegistration(connection, 'observatory.free').next();
  assert.equal(peer.count(WAMP.register), 2);
});

test('an error of a procedure reaches the caller with its message', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const thrown = [
    new Error('the amplifier is off'),
    new WampError('observatory.error.busy', 'busy', { args: ['stream', 2] }),
    new WampError('observatory.error.busy', 'busy'),
    'a text',
  ];
  connection.register('observatory.fail', ([index]) => {
    throw thrown[Number(index)];
  });
  connection.register('observatory.reject', async () => {
    throw new Error('later');
  });
  connection.register('observatory.odd', () => ({ big: 1n }));
  for (let count = 0; count < 3; count += 1) await peer.take(WAMP.register);
  const invoke = async (request: number, registration: number, args: unknown[]) => {
    peer.send([WAMP.invocation, request, registration, {}, args]);
    return (await peer.take(WAMP.error)).slice(1);
  };
  const runtime = 'wamp.error.runtime_error';
  const fail = 2 ** 40;
  assert.deepEqual(await invoke(1, fail, [0]), [68, 1, {}, runtime, ['the amplifier is off']]);
  assert.deepEqual(await invoke(2, fail, [1]), [68, 2, {}, 'observatory.error.busy', ['stream', 2]]);
  assert.deepEqual(await invoke(3, fail, [2]), [68, 3, {}, 'observatory.error.busy', ['busy']]);
  assert.deepEqual(await invoke(4, fail, [3]), [68, 4, {}, runtime, ['a text']]);
  assert.deepEqual(await invoke(5, fail + 1, []), [68, 5, {}, runtime, ['later']]);
  const odd = await invoke(6, fail + 2, []);
  assert.equal(odd[3], runtime);
  assert.match(String(odd[4]), /the answer cannot be encoded/);
  assert.equal(connection.link.connected, true);
});

test('a procedure gets arguments and keywords, and what it returns is the answer', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  connection.register('observatory.echo', async (args, kwargs) => [args, kwargs]);
  connection.register('observatory.nothing', () => undefined);
  await peer.take(WAMP.register);
  await peer.take(WAMP.register);
  peer.send([WAMP.invocation, 1, 2 ** 40, {}, ['start', 'run'], { params: { a: 1 } }]);
  assert.deepEqual(await peer.take(WAMP.yield), [70, 1, {}, [[['start', 'run'], { params: { a: 1 } }]]]);
  peer.send([WAMP.invocation, 2, 2 ** 40 + 1, {}]);
  assert.deepEqual(await peer.take(WAMP.yield), [70, 2, {}, [null]]);
});

test('a procedure is told the session of its caller, if the router discloses it', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  connection.register('observatory.who', (_args, _kwargs, details) => details);
  await peer.take(WAMP.register);
  for (const [given, told] of [
    [{ caller: 2 ** 50 }, { caller: 2 ** 50 }],
    [{}, {}],
    [{ caller: 'x' }, {}],
  ]) {
    peer.send([WAMP.invocation, 1, 2 ** 40, given]);
    assert.deepEqual(await peer.take(WAMP.yield), [70, 1, {}, [told]]);
  }
});

test('a procedure that ends after the connection was lost does no harm', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  let finish = (_value: unknown) => {};
  const started = new Promise<void>((resolve) => {
    connection.register('observatory.slow', () => {
      resolve();
      return new Promise((done) => {
        finish = done;
      });
    });
  });
  await peer.take(WAMP.register);
  peer.send([WAMP.invocation, 1, 2 ** 40, {}]);
  await started;
  peer.socket.terminate();
  const next = await router.nextPeer();
  await next.take(WAMP.register);
  finish('too late');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(next.count(WAMP.yield), 0);
  assert.equal(connection.link.connected, true);
});

/** Sends an event, and resolves when everything before it was handled. */
async function sendEvent(connection: WampConnection, peer: FakePeer, id: number, value: unknown) {
  const ready = connection.call('observatory.sync', [], { timeoutMs: 30_000 });
  peer.send([WAMP.event, id, 1, {}, [value]]);
  const [, request] = await peer.take(WAMP.call);
  peer.send([WAMP.result, request, {}]);
  await ready;
}

test('a topic is subscribed once for all its listeners, and one that throws does not stop the others', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  const heard: unknown[] = [];
  const first = connection.subscribe('observatory.s2.feeds.x', () => {
    heard.push('first');
    throw new Error('a mistake of the listener');
  });
  const second = connection.subscribe('observatory.s2.feeds.x', ({ topic, args }) =>
    heard.push([topic, args]),
  );
  await peer.take(WAMP.subscribe);
  await connection.connected();
  await sendEvent(connection, peer, 2 ** 40, 1);
  first.close();
  first.close();
  await sendEvent(connection, peer, 2 ** 40, 2);
  assert.deepEqual(heard, ['first', ['observatory.s2.feeds.x', [1]], ['observatory.s2.feeds.x', [2]]]);
  assert.equal(peer.count(WAMP.subscribe), 1);
  assert.equal(peer.count(WAMP.unsubscribe), 0);
  second.close();
  await peer.take(WAMP.unsubscribe);
  await sendEvent(connection, peer, 2 ** 40, 3).catch(() => {});
  assert.equal(heard.length, 3);
});

test('closing and subscribing again while the router has not answered leaves us subscribed', async (t) => {
  const late: (() => void)[] = [];
  const router = await startRouter(t, {
    handle(peer, message) {
      if (message[0] !== WAMP.subscribe) return false;
      late.push(() => peer.answer(message));
      return true;
    },
  });
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  await connection.connected();
  const heard: unknown[] = [];
  connection.subscribe('observatory.s2.feeds.x', () => heard.push('closed')).close();
  const kept = connection.subscribe('observatory.s2.feeds.x', ({ args }) => heard.push(args[0]));
  await peer.take(WAMP.subscribe);
  for (const answer of late.splice(0)) answer();
  await sendEvent(connection, peer, 2 ** 40, 'event');
  assert.deepEqual(heard, ['event']);
  assert.deepEqual([peer.count(WAMP.subscribe), peer.count(WAMP.unsubscribe)], [1, 0]);
  kept.close();
  await peer.take(WAMP.unsubscribe);
});

test('a subscription that is refused or removed is requested again', async (t) => {
  let refusals = 2;
  const router = await startRouter(t, {
    handle(peer, [type, request]) {
      if (type !== WAMP.subscribe || refusals === 0) return false;
      refusals -= 1;
      peer.send([WAMP.error, WAMP.subscribe, request, {}, 'wamp.error.not_authorized']);
      return true;
    },
  });
  const connection = connect(t, { url: router.url });
  const peer = await router.nextPeer();
  connection.subscribe('observatory.s2.feeds.x', () => {});
  for (let count = 0; count < 3; count += 1) await peer.take(WAMP.subscribe);
  await connection.connected();
  peer.send([WAMP.unsubscribed, 0, { subscription: 2 ** 40, reason: 'by an operator' }]);
  await peer.take(WAMP.subscribe);
  assert.equal(router.opened, 1);
});

test('a listener of the link that throws does not stop the others', async (t) => {
  const router = await startRouter(t);
  const connection = connect(t, { url: router.url });
  const seen: boolean[] = [];
  connection.onLinkChange(() => {
    throw new Error('a mistake of the listener');
  });
  const listening = connection.onLinkChange(({ connected }) => seen.push(connected));
  await connection.connected();
  listening.close();
  await connection.close();
  assert.deepEqual(seen, [true]);
});
