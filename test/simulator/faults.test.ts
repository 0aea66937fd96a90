import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { CallFailure } from '../../src/ocs/call-failure.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import { sessionData } from '../../src/ocs/protocol.js';
import { OPERATIONS } from '../../src/simulator/fault.js';
import { startSimulatedNetwork } from '../../src/simulator/network.js';
import { createSimulatedSlot, type SimulatedSlot } from '../../src/simulator/slot.js';
import { NO_SUCH_PROCEDURE } from '../../src/wamp/error.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { createMemoryRealm } from '../memory-realm.js';
import { connect, connectClient, nextMessage } from '../ocs/harness.js';
import { until, within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { outcomeOf } from './controller-harness.js';

interface Setting {
  readonly slot: SimulatedSlot;
  readonly slots: readonly SimulatedSlot[];
  readonly client: OcsClient;
  /** Without any of our own guards. */
  readonly wire: WampConnection;
  /** Starts an operation and resolves to its session when it is done. */
  run(operation: string, params?: object): ReturnType<typeof end>;
}

async function end(client: OcsClient, { address }: SimulatedSlot, operation: string) {
  const { session } = await client.wait(address, operation, 10);
  assert.ok(session);
  return session;
}

async function start(t: TestContext, { slots = 1, timeScale = 1e-4 } = {}): Promise<Setting> {
  const options = { slots, timeScale, seed: 1, pollInterval: 0.05, logger: silentLogger };
  const network = await startSimulatedNetwork(options);
  t.after(() => network.close());
  const [slot] = network.controllers;
  assert.ok(slot);
  const client = await connectClient(t, network);
  return {
    slot,
    slots: network.controllers,
    client,
    wire: await connect(t, network),
    async run(operation, params = {}) {
      const { code, message } = await client.start(slot.address, operation, params);
      assert.equal(code, 0, message);
      return await end(client, slot, operation);
    },
  };
}

/** A slot on virtual time whose operations take as long as real ones. */
async function startInMemory(t: TestContext) {
  const clock = createVirtualClock();
  const realm = createMemoryRealm({ clock });
  const slot = createSimulatedSlot({
    connect: () => realm.connect(),
    addressRoot: 'observatory',
    instanceId: 'pysmurf-controller-s2',
    slot: 2,
    streamId: 'ufm_mv12',
    seed: 1,
    timeScale: 1,
    logger: silentLogger,
    clock,
  });
  const connection = realm.connect();
  t.after(() => Promise.all([slot.close(), connection.close()]));
  await clock.settle(slot.registered(), 'the agent answers');
  return { clock, slot, client: createOcsClient(connection, silentLogger, clock) };
}

const isGone = (client: OcsClient, { address }: SimulatedSlot) =>
  client.getApi(address).then(
    () => false,
    (error: unknown) => error instanceof CallFailure && error.uri === NO_SUCH_PROCEDURE,
  );

/** Whether the promise is still open after all that was sent before has had its time. */
async function isOpen(promise: Promise<unknown>, setting: Setting): Promise<boolean> {
  let open = true;
  const close = () => {
    open = false;
  };
  promise.then(close, close);
  const [, other] = setting.slots;
  assert.ok(other);
  for (let round = 0; round < 5; round += 1) await setting.client.getApi(other.address);
  return open;
}

describe('A fault of a simulated slot', { concurrency: true }, () => {
  test('may be for any operation that there is, and for no other', async (t) => {
    const { slot, client } = await start(t);
    const { operations } = await client.getApi(slot.address);
    assert.deepEqual(operations.map(({ name }) => name).toSorted(), OPERATIONS);
    assert.throws(() => slot.fault({ kind: 'hang', operation: 'take_noises' }), /no operation take_noises/);
  });

  test('raise: every session fails with a traceback until the fault is given back', async (t) => {
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

  test('raise: also what does not take long can fail', async (t) => {
    const { slot, run } = await start(t);
    slot.fault({ kind: 'raise', operation: 'zero_biases' });
    slot.fault({ kind: 'raise', operation: 'check_state', message: 'no hardware' });
    assert.match(outcomeOf(await run('zero_biases'))[1], /^CRASH: Traceback/);
    await until(() => slot.session('check_state')?.status === 'done', 'check_state crashes');
  });

  test('hang: a session runs on for ever and keeps the lock, until the agent restarts', async (t) => {
    const { slot, client, run } = await start(t);
    const fault = slot.fault({ kind: 'hang', operation: 'take_noise' });
    await client.start(slot.address, 'take_noise', {});
    const { code } = await client.wait(slot.address, 'take_noise', 0.3);
    assert.equal(code, 1, 'the wait times out');
    assert.deepEqual(outcomeOf(await run('take_iv')), [false, 'Operation failed: take_noise is running.']);
    fault.close();
    assert.equal(slot.session('take_noise')?.status, 'running');
    await slot.restart();
    await slot.registered();
    assert.equal((await run('take_noise')).success, true);
  });

  test('crash: the agent is gone until the fault is given back', async (t) => {
    const { slot, client } = await start(t);
    const before = (await nextMessage(client, slot.address, 'heartbeat')).info.session_id;
    const fault = slot.fault({ kind: 'crash' });
    await until(() => isGone(client, slot), 'the agent is gone');
    const beating = nextMessage(client, slot.address, 'heartbeat');
    fault.close();
    fault.close();
    await slot.registered();
    assert.notEqual((await beating).info.session_id, before);
  });

  test('crash: may come half way through an operation', async (t) => {
    const { slot, client, run } = await start(t);
    const fault = slot.fault({ kind: 'crash', operation: 'take_noise' });
    assert.equal((await run('take_iv')).success, true);
    await assert.rejects(run('take_noise'), CallFailure);
    await until(() => isGone(client, slot), 'the agent is gone');
    fault.close();
    await slot.registered();
    assert.equal((await run('take_noise')).success, true);
  });

  for (const fault of [
    { kind: 'crash', operation: 'take_noise' },
    { kind: 'restart', operation: 'take_noise' },
    { kind: 'hang', operation: 'take_noise' },
    { kind: 'raise', operation: 'take_noise' },
  ] as const) {
    test(`${fault.kind}: strikes no more once it is given back, also where a session was to be struck`, async (t) => {
      const { clock, slot, client } = await startInMemory(t);
      const held = slot.fault(fault);
      await clock.settle(client.start(slot.address, 'take_noise', { duration: 30 }), 'the start');
      await clock.advance(14_000);
      held.close();
      await clock.advance(5000);
      assert.equal(slot.session('take_noise')?.status, 'running');
      const { session } = await clock.settle(client.wait(slot.address, 'take_noise', 60), 'the end');
      assert.equal(session?.success, true);
      assert.equal((session.end_time ?? 0) - session.start_time, 30);
      await clock.advance(60_000);
      const { operations } = await clock.settle(client.getApi(slot.address), 'the agent answers');
      assert.ok(operations.find(({ name }) => name === 'take_noise')?.session, 'the agent has restarted');
    });
  }

  test('crash: what was crashed by hand stays so', async (t) => {
    const { slot, client } = await start(t);
    await slot.crash();
    slot.fault({ kind: 'crash' }).close();
    await slot.registered();
    assert.ok(await isGone(client, slot));
  });

  test('restart: the agent comes back by itself, with a new start and no sessions', async (t) => {
    const { slot, client, run } = await start(t);
    await run('take_iv');
    slot.fault({ kind: 'restart', operation: 'take_noise', seconds: 0.1 });
    await assert.rejects(run('take_noise'), CallFailure);
    await slot.registered();
    const sessions = (await client.getApi(slot.address)).operations.filter(({ session }) => session !== null);
    assert.deepEqual(
      sessions.map(({ name }) => name),
      ['check_state'],
    );
    slot.fault({ kind: 'restart', seconds: 0.1 });
    await slot.registered();
    assert.equal((await run('take_iv')).success, true);
  });

  test('silent: no heartbeat, no answer and no work, then all that was asked meanwhile', async (t) => {
    const setting = await start(t, { slots: 2 });
    const { slot, client, wire } = setting;
    const [, other] = setting.slots;
    assert.ok(other);
    let heard = 0;
    const listening = wire.subscribe(`${slot.address}.feeds.heartbeat`, () => (heard += 1));
    t.after(() => listening.close());
    await until(() => heard > 0, 'a heartbeat');

    const fault = slot.fault({ kind: 'silent' });
    const started = client.start(slot.address, 'take_noise', {});
    const api = client.getApi(slot.address);
    heard = 0;
    for (let beats = 0; beats < 2; beats += 1) await nextMessage(client, other.address, 'heartbeat');
    assert.equal(heard, 0);
    assert.equal(slot.session('take_noise'), undefined);
    assert.ok(await isOpen(Promise.race([started, api]), setting));

    fault.close();
    assert.equal((await started).code, 0);
    await api;
    assert.equal((await end(client, slot, 'take_noise')).success, true);
    await until(() => heard > 0, 'a heartbeat again');
  });

  test('silent: what runs stands still', async (t) => {
    const { slot, client } = await start(t, { timeScale: 1e-3 });
    await client.start(slot.address, 'take_noise', { duration: 2000 });
    const fault = slot.fault({ kind: 'silent' });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    assert.equal(slot.session('take_noise')?.status, 'running');
    fault.close();
    assert.equal((await end(client, slot, 'take_noise')).success, true);
  });

  test('late: requests wait before the agent looks at them, those for one operation or all', async (t) => {
    const { slot, client } = await start(t);
    slot.fault({ kind: 'late', operation: 'take_noise', seconds: 0.4 });
    const timed = async (ask: Promise<unknown>) => {
      const before = performance.now();
      await ask;
      return performance.now() - before;
    };
    assert.ok((await timed(client.status(slot.address, 'take_noise'))) >= 390);
    const asked = client.start(slot.address, 'take_noise', {});
    await client.status(slot.address, 'take_iv');
    assert.equal(slot.session('take_noise'), undefined, 'started before its time');
    await asked;
    assert.notEqual(slot.session('take_noise'), undefined);
    slot.fault({ kind: 'late', seconds: 0.4 });
    assert.ok((await timed(client.getApi(slot.address))) >= 390);
  });

  test('late: a request whose agent dies meanwhile is lost, and holds nothing up', async (t) => {
    const { slot, client } = await start(t);
    slot.fault({ kind: 'late', seconds: 3600 });
    const lost = assert.rejects(client.start(slot.address, 'take_noise', {}), CallFailure);
    await slot.crash();
    await lost;
    assert.equal(slot.session('take_noise'), undefined);
  });

  test('lost-answer: a start is obeyed and never answered; the rest is', async (t) => {
    const setting = await start(t, { slots: 2 });
    const { slot, client } = setting;
    slot.fault({ kind: 'lost-answer', operation: 'take_noise' });
    const started = client.start(slot.address, 'take_noise', {}, { timeoutMs: 5000 });
    const unanswered = assert.rejects(started, /no answer within/);
    await until(() => slot.session('take_noise'), 'the start is obeyed');
    assert.equal((await end(client, slot, 'take_noise')).success, true);
    assert.equal((await client.start(slot.address, 'take_iv', {})).code, 0);
    assert.ok(await isOpen(started, setting));
    await unanswered;
  });

  test('nan: feeds carry numbers that are none, with timestamps as they are', async (t) => {
    const { slot, client } = await start(t);
    slot.fault({ kind: 'nan' });
    const { message } = await nextMessage(client, slot.address, 'state_results', ({ message }) =>
      Number.isNaN(state(message).data.open_g3stream[0]),
    );
    const { data, timestamps } = state(message);
    assert.deepEqual(data, {
      open_g3stream: [Number.NaN],
      num_active_channels: [Number.POSITIVE_INFINITY],
    });
    assert.ok(Number.isFinite(timestamps[0]));
    assert.ok(await nextMessage(client, slot.address, 'heartbeat'));
  });

  test('large: the session of check_state, or of another operation, has two megabytes and more', async (t) => {
    const { slot, client, run } = await start(t);
    const size = async (operation: string) => {
      const { session } = await client.status(slot.address, operation);
      return session ? JSON.stringify(sessionData(session)).length : 0;
    };
    const fault = slot.fault({ kind: 'large' });
    await until(async () => (await size('check_state')) > 2e6, 'check_state is large');
    fault.close();
    await until(async () => (await size('check_state')) < 1e5, 'check_state is small again');
    slot.fault({ kind: 'large', operation: 'take_noise', megabytes: 3 });
    const noise = await run('take_noise');
    assert.ok(JSON.stringify(noise.data).length > 3e6);
    assert.equal(noise.success, true);
    assert.ok((await size('check_state')) < 1e5);
  });

  test('claim: the slot tells the stream id of another', async (t) => {
    const { slot, client, run } = await start(t);
    const told = async () => {
      const { session } = await client.status(slot.address, 'check_state');
      return session && sessionData(session)['stream_id'];
    };
    const fault = slot.fault({ kind: 'claim', streamId: 'ufm_mv99' });
    await until(async () => (await told()) === 'ufm_mv99', 'check_state claims it');
    assert.equal(sessionData(await run('stream', { test_mode: true }))['stream_id'], 'ufm_mv99');
    fault.close();
    await until(async () => (await told()) === slot.streamId, 'check_state tells its own again');
  });

  test('bad-heartbeats: none of them is a heartbeat', async (t) => {
    const { slot, client, wire } = await start(t);
    let heard = 0;
    const raw = wire.subscribe(`${slot.address}.feeds.heartbeat`, () => (heard += 1));
    let understood = 0;
    const fault = slot.fault({ kind: 'bad-heartbeats' });
    const listening = client.onHeartbeat('observatory', () => (understood += 1));
    t.after(() => {
      raw.close();
      listening.close();
    });
    await until(() => heard > 0, 'what is published in place of heartbeats');
    heard = 0;
    understood = 0;
    await until(() => heard >= 3, 'more of it');
    assert.equal(understood, 0);
    fault.close();
    await until(() => understood > 0, 'a heartbeat');
  });

  test('stale: check_state runs on with what it knew, and publishes nothing', async (t) => {
    const { slot, client } = await start(t);
    const lastUpdate = async () => {
      const { session } = await client.status(slot.address, 'check_state');
      return session && sessionData(session)['last_update'];
    };
    const fault = slot.fault({ kind: 'stale' });
    const before = await lastUpdate();
    await nextMessage(client, slot.address, 'heartbeat');
    await nextMessage(client, slot.address, 'heartbeat');
    assert.ok(before);
    assert.equal(await lastUpdate(), before);
    assert.equal(slot.session('check_state')?.status, 'running');
    fault.close();
    await until(async () => (await lastUpdate()) !== before, 'the state is read again');
  });

  test('does not keep a slot from being closed', async (t) => {
    const { slots } = await start(t, { slots: 5 });
    const faults = [
      { kind: 'silent' },
      { kind: 'restart', seconds: 3600 },
      { kind: 'crash' },
      { kind: 'late', seconds: 3600 },
    ] as const;
    for (const [index, fault] of faults.entries()) slots[index]?.fault(fault);
    slots[4]?.fault({ kind: 'hang', operation: 'take_noise' });
    await within(Promise.all(slots.map((slot) => slot.close())), 'every slot is closed');
  });
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
