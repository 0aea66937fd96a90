import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { CallFailure } from '../../src/ocs/call-failure.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import { type EncodedSession, type FeedMessage, sessionData } from '../../src/ocs/protocol.js';
import { OPERATIONS } from '../../src/simulator/fault.js';
import type { SimulatedSlot } from '../../src/simulator/slot.js';
import { NO_SUCH_PROCEDURE } from '../../src/wamp/error.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { createMemoryRealm } from '../memory-realm.js';
import { createMemorySlot } from '../memory-slot.js';
import { nextMessage } from '../ocs/harness.js';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.js';
import { outcomeOf } from './controller-harness.js';

/** A simulated slot on virtual time, whose operations take as long as real ones. */
interface Setting {
  readonly clock: VirtualClock;
  readonly slot: SimulatedSlot;
  readonly client: OcsClient;
  /** Without any of our own guards. */
  readonly wire: WampConnection;
  /** What the promise brings; time passes meanwhile. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Starts an operation and does not wait for its end. */
  begin(operation: string, params?: object): Promise<void>;
  /** The session of an operation when it is done. */
  end(operation: string): Promise<EncodedSession>;
  /** Both. */
  run(operation: string, params?: object): Promise<EncodedSession>;
  /** Session data of an operation as the agent has it. */
  data(operation: string): Promise<Readonly<Record<string, unknown>>>;
  /** Whether the router knows nobody at the agent's address. */
  isGone(): Promise<boolean>;
  /** The next message of a feed that meets the condition. */
  next(feed: string, condition?: (message: FeedMessage) => boolean): Promise<FeedMessage>;
}

async function start(t: TestContext): Promise<Setting> {
  const clock = createVirtualClock();
  const realm = createMemoryRealm({ clock });
  const slot = createMemorySlot(realm, clock);
  const wire = realm.connect();
  t.after(() => Promise.all([slot.close(), wire.close()]));
  const client = createOcsClient(wire, silentLogger, clock);
  const { address } = slot;
  const settle = <T>(promise: Promise<T>) => clock.settle(promise, 'it settles', 7_200_000);
  const setting: Setting = {
    ...{ clock, slot, client, wire, settle },
    async begin(operation, params = {}) {
      const { code, message } = await settle(client.start(address, operation, params));
      assert.equal(code, 0, message);
    },
    async end(operation) {
      const { session } = await settle(client.wait(address, operation, 3600));
      assert.ok(session);
      return session;
    },
    async run(operation, params) {
      await setting.begin(operation, params);
      return await setting.end(operation);
    },
    async data(operation) {
      const { session } = await settle(client.status(address, operation));
      return session ? sessionData(session) : {};
    },
    isGone: () =>
      settle(client.getApi(address)).then(
        () => false,
        (error: unknown) => error instanceof CallFailure && error.uri === NO_SUCH_PROCEDURE,
      ),
    next: (feed, condition) => settle(nextMessage(client, address, feed, condition)),
  };
  await settle(slot.registered());
  return setting;
}

/** How a promise ends, once it has; undefined before. */
function watch(promise: Promise<unknown>): () => 'resolved' | 'rejected' | undefined {
  let end: 'resolved' | 'rejected' | undefined;
  promise.then(
    () => {
      end = 'resolved';
    },
    () => {
      end = 'rejected';
    },
  );
  return () => end;
}

describe('A fault of a simulated slot', () => {
  test('can be for any known operation, and for no other', async (t) => {
    const { slot, client, settle } = await start(t);
    const { operations } = await settle(client.getApi(slot.address));
    assert.deepEqual(operations.map(({ name }) => name).toSorted(), OPERATIONS);
    assert.throws(
      () => slot.fault({ kind: 'hang', operation: 'take_noises' }),
      /Unknown operation .*: take_noises/,
    );
  });

  test('raise: every session fails with a traceback until the fault is cleared', async (t) => {
    const { slot, run } = await start(t);
    const fault = slot.fault({ kind: 'raise', operation: 'take_noise', message: 'no tones' });
    for (let round = 0; round < 2; round += 1) {
      const failed = await run('take_noise');
      const { traceback } = sessionData(failed)['result'] as { traceback: string };
      assert.match(
        traceback,
        /^Traceback \(most recent call last\):\n.* in take_noise\nRuntimeError: no tones$/,
      );
      assert.equal(failed.success, false);
    }
    assert.equal((await run('take_iv')).success, true);
    fault.close();
    fault.close();
    assert.equal((await run('take_noise')).success, true);
  });

  test('raise: short operations can fail too', async (t) => {
    const { clock, slot, run } = await start(t);
    slot.fault({ kind: 'raise', operation: 'zero_biases' });
    slot.fault({ kind: 'raise', operation: 'check_state', message: 'no hardware' });
    assert.match(
      outcomeOf(await run('zero_biases'))[1],
      /^CRASH: \[Failure instance: Traceback: <class 'RuntimeError'>: a simulated fault\n/,
    );
    await clock.until(() => slot.session('check_state')?.status === 'done', 'check_state crashes');
  });

  test('hang: a session stays running and keeps the lock, until the agent restarts', async (t) => {
    const { clock, slot, begin, run, settle } = await start(t);
    const fault = slot.fault({ kind: 'hang', operation: 'take_noise' });
    await begin('take_noise');
    await clock.advance(3_600_000);
    assert.equal(slot.session('take_noise')?.status, 'running');
    assert.deepEqual(outcomeOf(await run('take_iv')), [false, 'Operation failed: take_noise is running.']);
    fault.close();
    assert.equal(slot.session('take_noise')?.status, 'running');
    await settle(slot.restart());
    await settle(slot.registered());
    assert.equal((await run('take_noise')).success, true);
  });

  test('crash: the agent is gone until the fault is cleared', async (t) => {
    const { clock, slot, isGone, next, settle } = await start(t);
    const before = (await next('heartbeat')).info.session_id;
    const fault = slot.fault({ kind: 'crash' });
    await clock.advance(3_600_000);
    assert.ok(await isGone());
    fault.close();
    fault.close();
    await settle(slot.registered());
    assert.notEqual((await next('heartbeat')).info.session_id, before);
  });

  test('crash: can happen half way through an operation', async (t) => {
    const { clock, slot, begin, isGone, run, settle } = await start(t);
    const fault = slot.fault({ kind: 'crash', operation: 'take_noise' });
    assert.equal((await run('take_iv')).success, true);
    await begin('take_noise', { duration: 30 });
    await clock.advance(14_000);
    assert.equal(await isGone(), false);
    await clock.advance(2000);
    assert.ok(await isGone());
    fault.close();
    await settle(slot.registered());
    assert.equal((await run('take_noise')).success, true);
  });

  for (const fault of [
    { kind: 'crash', operation: 'take_noise' },
    { kind: 'restart', operation: 'take_noise' },
    { kind: 'hang', operation: 'take_noise' },
    { kind: 'raise', operation: 'take_noise' },
  ] as const) {
    test(`${fault.kind}: has no effect after it is cleared, also on a session that has begun`, async (t) => {
      const { clock, slot, client, begin, end, settle } = await start(t);
      const held = slot.fault(fault);
      await begin('take_noise', { duration: 30 });
      await clock.advance(14_000);
      held.close();
      await clock.advance(5000);
      assert.equal(slot.session('take_noise')?.status, 'running');
      const session = await end('take_noise');
      assert.equal(session.success, true);
      assert.equal((session.end_time ?? 0) - session.start_time, 30);
      await clock.advance(60_000);
      const { operations } = await settle(client.getApi(slot.address));
      assert.ok(operations.find(({ name }) => name === 'take_noise')?.session, 'the agent has restarted');
    });
  }

  test('crash: an agent that was crashed by a call does not come back', async (t) => {
    const { clock, slot, isGone, settle } = await start(t);
    await settle(slot.crash());
    slot.fault({ kind: 'crash' }).close();
    await clock.advance(60_000);
    assert.ok(await isGone());
  });

  test('restart: the agent comes back by itself, with a new start and no sessions', async (t) => {
    const { clock, slot, client, begin, isGone, run, settle } = await start(t);
    await run('take_iv');
    slot.fault({ kind: 'restart', operation: 'take_noise', seconds: 7 });
    await begin('take_noise', { duration: 30 });
    await clock.advance(16_000);
    assert.ok(await isGone());
    await clock.advance(7000);
    const { operations } = await settle(client.getApi(slot.address));
    assert.deepEqual(
      operations.filter(({ session }) => session !== null).map(({ name }) => name),
      ['check_state'],
    );
    slot.fault({ kind: 'restart' });
    await clock.advance(500);
    assert.ok(await isGone());
    await clock.advance(1000);
    assert.equal((await run('take_iv')).success, true);
  });

  test('silent: no heartbeat, no answer and no work; afterwards the agent answers everything', async (t) => {
    const { clock, slot, client, wire, end } = await start(t);
    let heard = 0;
    wire.subscribe(`${slot.address}.feeds.heartbeat`, () => (heard += 1));
    await clock.until(() => heard > 0, 'a heartbeat');

    const fault = slot.fault({ kind: 'silent' });
    const asked = [client.start(slot.address, 'take_noise', {}), client.getApi(slot.address)].map(watch);
    heard = 0;
    await clock.advance(9000);
    assert.equal(heard, 0);
    assert.equal(slot.session('take_noise'), undefined);
    assert.deepEqual(
      asked.map((ended) => ended()),
      [undefined, undefined],
    );
    fault.close();
    await clock.advance(1000);
    assert.deepEqual(
      asked.map((ended) => ended()),
      ['resolved', 'resolved'],
    );
    assert.equal((await end('take_noise')).success, true);
    assert.ok(heard > 0, 'heartbeats again');
  });

  test('silent: running operations are frozen', async (t) => {
    const { clock, slot, begin, end } = await start(t);
    await begin('take_noise', { duration: 30 });
    const fault = slot.fault({ kind: 'silent' });
    await clock.advance(3_600_000);
    assert.equal(slot.session('take_noise')?.status, 'running');
    fault.close();
    assert.equal((await end('take_noise')).success, true);
  });

  test('late: the agent handles requests late, for one operation or for all', async (t) => {
    const { clock, slot, client, settle } = await start(t);
    slot.fault({ kind: 'late', operation: 'take_noise', seconds: 4 });
    const timed = async (ask: Promise<unknown>) => {
      const before = clock.monotonic();
      await settle(ask);
      return clock.monotonic() - before;
    };
    assert.equal(await timed(client.status(slot.address, 'take_noise')), 4000);
    const asked = client.start(slot.address, 'take_noise', {});
    assert.equal(await timed(client.status(slot.address, 'take_iv')), 0);
    assert.equal(slot.session('take_noise'), undefined, 'started before its time');
    await settle(asked);
    assert.notEqual(slot.session('take_noise'), undefined);
    slot.fault({ kind: 'late' });
    assert.equal(await timed(client.getApi(slot.address)), 5000);
  });

  test('late: a request is lost if its agent dies, and blocks nothing', async (t) => {
    const { clock, slot, client, settle } = await start(t);
    slot.fault({ kind: 'late', seconds: 3600 });
    const lost = assert.rejects(client.start(slot.address, 'take_noise', {}), CallFailure);
    await clock.advance(1000);
    await settle(slot.crash());
    await settle(lost);
    assert.equal(slot.session('take_noise'), undefined);
  });

  test('lost-answer: a start is carried out but never answered; other requests are answered', async (t) => {
    const { clock, slot, client, end, run } = await start(t);
    slot.fault({ kind: 'lost-answer', operation: 'take_noise' });
    const bounds = { timeoutMs: 3_600_000 };
    const started = client.start(slot.address, 'take_noise', { duration: 30 }, bounds);
    const ended = watch(started);
    await clock.until(() => slot.session('take_noise'), 'the start is obeyed');
    assert.equal((await end('take_noise')).success, true);
    assert.equal((await run('take_iv')).success, true);
    assert.equal(ended(), undefined);
    await clock.advance(3_600_000);
    await assert.rejects(started, /no answer within/);
  });

  test('nan: the numbers in feeds are NaN or Infinity, except timestamps', async (t) => {
    const { slot, next } = await start(t);
    slot.fault({ kind: 'nan' });
    const { message } = await next('state_results', ({ message }) =>
      Number.isNaN(state(message).data.open_g3stream[0]),
    );
    const { data, timestamps } = state(message);
    assert.deepEqual(data, {
      open_g3stream: [Number.NaN],
      num_active_channels: [Number.POSITIVE_INFINITY],
    });
    assert.ok(Number.isFinite(timestamps[0]));
    assert.ok(await next('heartbeat'));
  });

  test('large: the session data of check_state, or of another operation, are over two megabytes larger', async (t) => {
    const { clock, slot, data, run } = await start(t);
    const size = async () => JSON.stringify(await data('check_state')).length;
    const fault = slot.fault({ kind: 'large' });
    await clock.advance(10_000);
    assert.ok((await size()) > 2e6);
    fault.close();
    await clock.advance(10_000);
    assert.ok((await size()) < 1e5, 'small again');
    slot.fault({ kind: 'large', operation: 'take_noise', megabytes: 3 });
    const noise = await run('take_noise');
    assert.ok(JSON.stringify(noise.data).length > 3e6);
    assert.equal(noise.success, true);
    assert.ok((await size()) < 1e5);
  });

  test('claim: the slot reports the stream id of another', async (t) => {
    const { clock, slot, data, run } = await start(t);
    const fault = slot.fault({ kind: 'claim', streamId: 'ufm_mv99' });
    await clock.advance(10_000);
    assert.equal((await data('check_state'))['stream_id'], 'ufm_mv99');
    assert.equal(sessionData(await run('stream', { test_mode: true }))['stream_id'], 'ufm_mv99');
    fault.close();
    await clock.advance(10_000);
    assert.equal((await data('check_state'))['stream_id'], slot.streamId);
  });

  test('bad-heartbeats: every heartbeat is malformed', async (t) => {
    const { clock, slot, client, wire } = await start(t);
    let heard = 0;
    let understood = 0;
    wire.subscribe(`${slot.address}.feeds.heartbeat`, () => (heard += 1));
    client.onHeartbeat('observatory', () => (understood += 1));
    await clock.until(() => understood > 0, 'a heartbeat');
    const fault = slot.fault({ kind: 'bad-heartbeats' });
    heard = 0;
    understood = 0;
    await clock.advance(30_000);
    assert.ok(heard >= 29);
    assert.equal(understood, 0);
    fault.close();
    await clock.advance(2000);
    assert.ok(understood > 0);
  });

  test('stale: check_state continues with old data, and publishes nothing', async (t) => {
    const { clock, slot, wire, data } = await start(t);
    let published = 0;
    wire.subscribe(`${slot.address}.feeds.state_results`, () => (published += 1));
    await clock.until(() => published > 0, 'a reading');
    const fault = slot.fault({ kind: 'stale' });
    const { last_update: before } = await data('check_state');
    published = 0;
    await clock.advance(60_000);
    assert.ok(before);
    assert.equal((await data('check_state'))['last_update'], before);
    assert.equal(published, 0);
    assert.equal(slot.session('check_state')?.status, 'running');
    fault.close();
    await clock.advance(10_000);
    assert.notEqual((await data('check_state'))['last_update'], before);
  });

  for (const fault of [
    { kind: 'silent' },
    { kind: 'restart', seconds: 3600 },
    { kind: 'crash' },
    { kind: 'late', seconds: 3600 },
    { kind: 'hang', operation: 'take_noise' },
  ] as const) {
    test(`${fault.kind}: does not prevent a slot from closing`, async (t) => {
      const { clock, slot, client, wire } = await start(t);
      slot.fault(fault);
      const asked = watch(client.start(slot.address, 'take_noise', {}));
      await clock.advance(5000);
      await slot.close();
      await wire.close();
      await clock.advance(0);
      assert.notEqual(asked(), undefined);
      assert.equal(clock.timers, 0);
    });
  }
});

interface StateBlock {
  readonly data: {
    readonly open_g3stream: readonly number[];
    readonly num_active_channels: readonly number[];
  };
  readonly timestamps: readonly number[];
}

function state(message: unknown): StateBlock {
  return (message as { state_results: StateBlock }).state_results;
}
