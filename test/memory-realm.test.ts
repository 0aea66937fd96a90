import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger } from '../src/lib/logger.js';
import { createOcsClient } from '../src/ocs/client.js';
import { WAMP_ERRORS, WampError } from '../src/wamp/error.js';
import { createMemoryRealm, type Fate, type MemoryConnection } from './memory-realm.js';
import { createMemorySlot } from './memory-slot.js';
import { createVirtualClock } from './virtual-clock.js';
import { connectionBehaviours } from './wamp/connection-behaviours.js';

/** A realm on virtual time whose connections are closed after the test. */
function start(t: TestContext, delayMs = () => 1) {
  const clock = createVirtualClock();
  const realm = createMemoryRealm({ clock, delayMs });
  const connect = (): MemoryConnection => {
    const connection = realm.connect();
    t.after(() => connection.close());
    return connection;
  };
  return { clock, realm, connect };
}

connectionBehaviours('A connection in memory', async (t) => {
  const { clock, realm, connect } = start(t);
  return {
    connect,
    settle: (promise) => clock.settle(promise, 'it settles'),
    breakLinks() {
      realm.down();
      realm.up();
    },
  };
});

/** A callee of `observatory.count`, and a caller that knows how often it was called. */
async function count(t: TestContext) {
  const setting = start(t);
  const { clock, connect } = setting;
  const [callee, caller] = [connect(), connect()];
  let asked = 0;
  await clock.until(
    () => caller.link.connected && callee.register('observatory.count', () => ++asked),
    'the caller is up',
  );
  await clock.advance(10);
  return {
    ...setting,
    callee,
    caller,
    asked: () => asked,
    call: (timeoutMs = 1000) => caller.call('observatory.count', [], { timeoutMs }),
  };
}

const uriOf = (error: unknown) => (error instanceof WampError ? error.uri : error);

describe('A realm in memory', () => {
  test('delays messages, and keeps their order', async (t) => {
    const delays = [5, 1, 9, 2, 0, 7, 3];
    let next = 0;
    const { clock, connect } = start(t, () => delays[next++ % delays.length] ?? 0);
    const [publisher, subscriber] = [connect(), connect()];
    const heard: unknown[] = [];
    subscriber.subscribe('observatory.feeds.a', ({ args }) => heard.push(...args));
    await clock.advance(100);
    const counts = Array.from({ length: 50 }, (_, index) => index);
    for (const index of counts) publisher.publish('observatory.feeds.a', [index]);
    assert.deepEqual(heard, []);
    await clock.advance(100);
    assert.deepEqual(heard, counts);
  });

  test('a call takes four times as long as a message', async (t) => {
    const { clock, call } = await count(t);
    const before = clock.monotonic();
    await clock.settle(call(), 'the call');
    assert.equal(clock.monotonic() - before, 4);
  });

  test('loses, delays and rejects calls as requested', async (t) => {
    const { clock, realm, asked, call } = await count(t);
    let fate: Fate = 'pass';
    const seen: unknown[] = [];
    const hook = realm.intercept(({ procedure, args }) => {
      seen.push([procedure, args]);
      return fate;
    });
    const end = () => clock.settle(call().catch(uriOf), 'the call');
    assert.deepEqual([await end(), asked()], [1, 1]);
    fate = 'lose-request';
    assert.deepEqual([await end(), asked()], [WAMP_ERRORS.timeout, 1]);
    fate = 'lose-answer';
    assert.deepEqual([await end(), asked()], [WAMP_ERRORS.timeout, 2]);
    fate = { reject: 'wamp.error.no_available_callee', message: 'not now' };
    assert.deepEqual([await end(), asked()], ['wamp.error.no_available_callee', 2]);
    await assert.rejects(clock.settle(call(), 'the call'), /no_available_callee: not now$/);
    fate = { delayMs: 2000 };
    assert.deepEqual([await end(), asked()], [WAMP_ERRORS.timeout, 2]);
    await clock.advance(1100);
    assert.equal(asked(), 3, 'it reached the callee after its caller had given it up');
    hook.close();
    assert.deepEqual([await end(), asked()], [4, 4]);
    assert.equal(seen.length, 6);
    assert.deepEqual(seen[0], ['observatory.count', []]);
  });

  test('breaks the link of one connection until it is restored', async (t) => {
    const { clock, callee, caller, asked, call } = await count(t);
    const under = call().catch(uriOf);
    callee.drop('the cable is out');
    assert.equal(callee.link.reason, 'the cable is out');
    assert.equal(await clock.settle(under, 'the call'), 'wamp.error.no_such_procedure');
    await clock.advance(60_000);
    assert.equal(callee.link.connected, false);
    assert.equal(caller.link.connected, true);
    callee.restore();
    await clock.advance(10);
    assert.deepEqual([await clock.settle(call(), 'the call'), asked()], [1, 1]);
  });

  test('is away as a whole between down and up, except for broken connections', async (t) => {
    const { clock, realm, callee, caller, call } = await count(t);
    callee.drop();
    realm.down('the router is away');
    assert.equal(caller.link.reason, 'the router is away');
    callee.restore();
    await clock.advance(60_000);
    assert.deepEqual([callee.link.connected, caller.link.connected], [false, false]);
    realm.up();
    await clock.advance(10);
    assert.equal(await clock.settle(call(), 'the call'), 1);
  });

  test('does everything in the same order each time, and leaves no timers', async (t) => {
    async function live(): Promise<readonly string[]> {
      const { clock, realm, callee, caller, call } = await count(t);
      const log: string[] = [];
      const note = (what: string) => log.push(`${clock.monotonic()} ${what}`);
      callee.onLinkChange(({ connected }) => note(`callee ${connected}`));
      caller.onLinkChange(({ connected }) => note(`caller ${connected}`));
      caller.subscribe('observatory.feeds.a', ({ args }) => note(`heard ${args}`));
      const beating = clock.every(100, () => callee.publish('observatory.feeds.a', [log.length]));
      const asking = clock.every(
        70,
        () =>
          void call().then(
            (answer) => note(`${answer}`),
            (e) => note(e.uri),
          ),
      );
      await clock.advance(500);
      realm.down();
      await clock.advance(300);
      realm.up();
      await clock.advance(500);
      for (const part of [beating, asking, callee, caller]) await part.close();
      assert.equal(clock.timers, 0);
      return log;
    }
    const first = await live();
    assert.ok(first.length > 20);
    assert.deepEqual(await live(), first);
  });
});

describe('A simulated slot in a realm in memory', () => {
  test('sends heartbeats every second and takes noise for thirty seconds, on virtual time', async (t) => {
    const { clock, realm, connect } = start(t);
    const slot = createMemorySlot(realm, clock);
    const client = createOcsClient(connect(), silentLogger, clock);
    const beats: number[] = [];
    client.onHeartbeat('observatory', () => beats.push(clock.monotonic()));
    await clock.settle(slot.registered(), 'the agent answers');
    await clock.advance(10_000);
    assert.ok(beats.length >= 10 && beats.length <= 11, `${beats.length} beats`);

    const { code } = await clock.settle(client.start(slot.address, 'take_noise', {}), 'the start');
    assert.equal(code, 0);
    const asked = clock.monotonic();
    const { session } = await clock.settle(client.wait(slot.address, 'take_noise', 60), 'the noise');
    assert.equal(session?.success, true);
    assert.equal((session?.end_time ?? 0) - (session?.start_time ?? 0), 30);
    assert.ok(Math.abs(clock.monotonic() - asked - 30_000) < 10, `${clock.monotonic() - asked} ms`);

    await clock.advance(3_600_000);
    assert.ok(beats.length > 3600);
    await slot.close();
  });
});
