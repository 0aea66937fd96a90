import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type ObservatoryOptions, SOCS_0_4_4, startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

async function start(t: TestContext, options: ObservatoryOptions = { expireTimeMs: 5000 }) {
  const observatory = await startObservatory(t, options);
  return { ...observatory, ...inProcess(observatory.core) };
}

interface Shown {
  readonly health: string;
  readonly simulated: boolean;
  readonly problems: readonly {
    readonly id: string;
    readonly code: string;
    readonly severity: string;
    readonly operation: string | null;
    readonly since: string;
  }[];
  readonly state: { readonly streaming: boolean | null };
  readonly feeds: readonly { readonly name: string; readonly lastTime: string | null }[] | null;
}

const SLOT = `fragment Slot on SmurfInstance {
  health simulated problems { id code severity operation since } state { streaming } feeds { name lastTime }
}`;
const SHOW = `{ smurfInstance(id: "pysmurf-controller-s2") { ...Slot } } ${SLOT}`;
const WATCH = `subscription { smurfInstances { kind instances { ...Slot } } } ${SLOT}`;

describe('a slot', () => {
  it('without problems has no problems, does not stream, and shows when its feeds last had a message', async (t) => {
    const { ask, clock } = await start(t);
    await clock.advance(10_000);
    const { smurfInstance: slot } = await ask<{ smurfInstance: Shown }>(SHOW);
    assert.deepEqual([slot.health, slot.problems, slot.state.streaming], ['OK', [], false]);
    const times = new Map(slot.feeds?.map(({ name, lastTime }) => [name, lastTime]));
    assert.equal(times.get('noise_results'), null);
    const age = clock.now().getTime() - Date.parse(times.get('state_results') ?? '');
    assert.ok(age >= 0 && age <= 10_000, `${age} ms`);
    assert.ok(!times.has('heartbeat'));
  });

  it('streams while its stream runs and data flow, and not before or after', async (t) => {
    const { ask, clock, start: run, stop, end } = await start(t);
    const streaming = async () => (await ask<{ smurfInstance: Shown }>(SHOW)).smurfInstance.state.streaming;
    assert.equal(await streaming(), false);
    const begun = await run('stream');
    await clock.until(streaming, 'data flow', 120_000);
    stop('stream');
    await end(begun);
    assert.equal(await streaming(), false);
  });

  it('is OK and has null for streaming if its agent does not report whether data flow', async (t) => {
    const { ask, start: run, core, clock } = await start(t, { slots: [SOCS_0_4_4] });
    const begun = await run('stream');
    await clock.settle(core.runs.waitFor(begun.id, 'READY', 60), 'the run is READY');
    await clock.advance(120_000);
    const { smurfInstance: slot } = await ask<{ smurfInstance: Shown }>(SHOW);
    assert.deepEqual([slot.state.streaming, slot.health], [null, 'OK']);
  });

  it('that falls silent is CRITICAL since its last heartbeat until it returns, and sends events', async (t) => {
    const { clock, subscribe, slots, found } = await start(t);
    const [slot] = slots;
    assert.ok(slot);
    const events = await subscribe<{ smurfInstances: { kind: string; instances: Shown[] } }>(WATCH);
    const next = async (kind: string) => {
      for (;;) {
        const { smurfInstances } = await clock.settle(events.next(), `an event ${kind}`);
        if (smurfInstances.kind === kind) return smurfInstances.instances[0];
      }
    };
    await clock.settle(slot.crash(), 'the agent is gone');
    const silent = await next('EXPIRED');
    assert.equal(silent?.health, 'CRITICAL');
    assert.deepEqual(
      silent?.problems.map(({ code, severity, since }) => [code, severity, since]),
      [['SILENT', 'CRITICAL', found(slot).lastRefresh.toISOString()]],
    );
    await clock.settle(slot.restart(), 'the agent is back');
    await clock.until(async () => (await next('UPDATED'))?.health === 'OK', 'it is well again', 60_000);
    await events.leave();
  });

  it('whose last operation failed has a problem until the next one succeeds, and sends events', async (t) => {
    const { ask, slots, start: run, end, clock } = await start(t);
    const codes = async () => {
      const { smurfInstance } = await ask<{ smurfInstance: Shown }>(SHOW);
      return smurfInstance.problems.map(({ code, operation }) => `${code} ${operation}`);
    };
    slots[0]?.failNext('take_noise', 'RuntimeError: no tones');
    await end(await run('take_noise', { params: { duration: 1 } }));
    assert.deepEqual(await codes(), ['LAST_OPERATION_FAILED take_noise']);
    const first = await ask(SHOW);
    await clock.advance(5000);
    const { problems } = (await ask<{ smurfInstance: Shown }>(SHOW)).smurfInstance;
    assert.deepEqual(
      problems,
      (first as { smurfInstance: Shown }).smurfInstance.problems,
      'it lasts since then',
    );
    await end(await run('take_noise', { params: { duration: 1 } }));
    assert.deepEqual(await codes(), []);
  });

  it('whose stream ends with a failure has the problem STREAM_STOPPED_BY_ITSELF', async (t) => {
    const { ask, slots, start: run, end } = await start(t);
    slots[0]?.failNext('stream', 'RuntimeError: the server is gone');
    await end(await run('stream'));
    const { smurfInstance } = await ask<{ smurfInstance: Shown }>(SHOW);
    assert.deepEqual(
      smurfInstance.problems.map(({ code, operation }) => [code, operation]),
      [['STREAM_STOPPED_BY_ITSELF', 'stream']],
    );
    assert.equal(smurfInstance.health, 'CRITICAL');
  });

  it('of the simulator is marked as simulated; a real one is not', async (t) => {
    const { ask, connect, clock } = await start(t);
    const address = 'observatory.pysmurf-controller-s9';
    const info = { agent_address: address, agent_class: 'PysmurfController', feed_name: 'heartbeat' };
    const real = connect();
    await clock.advance(100);
    const topic = `${address}.feeds.heartbeat`;
    real.publish(topic, [[{ take_noise: 1 }, { ...info, address: topic, session_id: '1' }]]);
    await clock.advance(100);
    const { smurfInstances } = await ask<{ smurfInstances: Shown[] }>('{ smurfInstances { simulated } }');
    assert.deepEqual(
      smurfInstances.map(({ simulated }) => simulated),
      [true, false],
    );
  });
});

describe('forgetInstance', () => {
  const FORGET = 'mutation ($id: ID!) { forgetInstance(id: $id) }';

  it('removes a slot that is gone, with its marks and feeds, and informs subscribers', async (t) => {
    const { clock, ask, slots, core, happened, subscribe, found } = await start(t);
    const [slot] = slots;
    assert.ok(slot);
    await clock.until(() => core.feeds.lastTime(slot.address, 'state_results'), 'a message', 60_000);
    const mark = { since: new Date(), by: null, reason: 'x' };
    core.marks.setOutOfService(slot.address, mark);
    const events = await subscribe<{ smurfInstances: { kind: string } }>(
      'subscription { smurfInstances(streamIds: ["ufm_mv2"]) { kind } }',
    );
    await clock.settle(slot.crash(), 'the agent is gone');
    await clock.until(() => found(slot).expired, 'it has expired');
    assert.deepEqual(await ask(FORGET, { id: 'ufm_mv2' }), { forgetInstance: true });
    assert.deepEqual(core.registry.slots, []);
    assert.equal(happened.at(-1), 'REMOVED pysmurf-controller-s2');
    assert.equal(core.marks.outOfService(slot.address), null);
    assert.deepEqual(core.feeds.past.all(1), []);
    assert.equal(core.feeds.lastTime(slot.address, 'state_results'), null);
    await clock.until(async () => (await events.next()).smurfInstances.kind === 'REMOVED', 'REMOVED');
    await clock.settle(slot.restart(), 'the agent is back');
    await clock.until(() => core.registry.slots.length === 1, 'it is found anew');
    assert.ok(happened.includes('ADDED pysmurf-controller-s2'));
  });

  it('rejects a slot that is not expired, one that a run waits for, and a name that no slot has', async (t) => {
    const { clock, ask, rejection, slots, start: run, runWhere, cancel, end, found } = await start(t);
    const [slot] = slots;
    assert.ok(slot);
    assert.equal((await rejection(FORGET, { id: 'ufm_mv2' })).code, 'STILL_IN_USE');
    assert.equal((await rejection(FORGET, { id: 'nobody' })).code, 'UNKNOWN_STREAM_ID');
    const begun = await run('take_noise', { params: { duration: 300 } });
    await runWhere(begun, ({ slots: [one] }) => one?.status === 'RUNNING', 'it runs');
    await clock.settle(slot.crash(), 'the agent is gone');
    await clock.until(() => found(slot).expired, 'it has expired');
    const { code, details } = await rejection(FORGET, { id: 'ufm_mv2' });
    assert.deepEqual([code, details], ['STILL_IN_USE', { run: begun.id }]);
    await cancel(begun);
    const { message } = await rejection(FORGET, { id: 'ufm_mv2' });
    assert.match(message, /still waits for ufm_mv2: cancel the run, and try again when it has ended\.$/);
    await end(begun);
    assert.deepEqual(await ask(FORGET, { id: 'ufm_mv2' }), { forgetInstance: true });
  });
});
