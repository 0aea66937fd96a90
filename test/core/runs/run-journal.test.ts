import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { noPeers } from '../../../src/core/runs/peers.js';
import type { Run } from '../../../src/core/runs/run.js';
import type { RunStore } from '../../../src/core/runs/run-store.js';
import type { SlotStore } from '../../../src/core/slots/slot-store.js';
import { silentLogger } from '../../../src/lib/logger.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { createSteadyStores } from '../../../src/storage/steady-stores.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { slotOf, startObservatory, statuses } from '../observatory.js';

/** A memory store behind a gate: each write first waits for `gate`. */
function gatedStore(gate: (what: 'create' | 'append') => Promise<void>): RunStore {
  const store = createMemoryRunStore();
  return {
    ...store,
    async create(run) {
      await gate('create');
      return await store.create(run);
    },
    async append(changes) {
      await gate('append');
      return await store.append(changes);
    },
  };
}

const never = () => new Promise<void>(() => {});

describe('a store that is slow', () => {
  it('stores an outcome before anybody sees it', async (t) => {
    const stored = new Map<string, Run>();
    const memory = createMemoryRunStore();
    let sleep = () => Promise.resolve();
    const store: RunStore = {
      ...memory,
      async append(changes) {
        await sleep();
        for (const { run } of changes) stored.set(run.id, run);
        return await memory.append(changes);
      },
    };
    const { clock, core, start } = await startObservatory(t, { store });
    sleep = () => clock.sleep(200);
    const seen: Run[] = [];
    const tooEarly: Run[] = [];
    core.events.runs.listen((run) => {
      seen.push(run);
      const isOutcome = run.slots.some(({ status }) => status === 'SUCCEEDED');
      if (isOutcome && stored.get(run.id)?.revision !== run.revision) tooEarly.push(run);
    });
    const { id } = await start('take_noise', { params: { duration: 10 } });
    const run = await clock.settle(core.runs.waitFor(id, 'FINISHED', 60), 'the end');
    assert.equal(run.status, 'SUCCEEDED', 'the caller is given what the events report');
    assert.equal(seen.at(-1)?.status, 'SUCCEEDED');
    assert.deepEqual(tooEarly, []);
  });

  it('stores that a start is sent before it is sent', async (t) => {
    const written: string[] = [];
    const memory = createMemoryRunStore();
    const store: RunStore = {
      ...memory,
      async append(changes) {
        written.push(...changes.map(({ event }) => event.type));
        return await memory.append(changes);
      },
    };
    const { realm, start, end } = await startObservatory(t, { store });
    realm.intercept(({ args: [action] }) => {
      if (action === 'start') assert.deepEqual(written, ['START_SENT']);
      return undefined;
    });
    await end(await start('take_noise', { params: { duration: 10 } }));
  });
});

describe('events at the same time', () => {
  const SLOTS = [{}, {}, {}, {}];

  /** The types of the events of each write. */
  async function writesOf(t: TestContext, options: object = {}) {
    const writes: string[][] = [];
    const memory = createMemoryRunStore();
    const store: RunStore = {
      ...memory,
      async append(changes) {
        writes.push(changes.map(({ event }) => event.type));
        return await memory.append(changes);
      },
    };
    const { start, end } = await startObservatory(t, { store, slots: SLOTS });
    const run = await end(await start('take_noise', { params: { duration: 10 }, ...options }));
    assert.equal(run.status, 'SUCCEEDED');
    return writes;
  }

  it('are stored in one step: all slots wait for one write', async (t) => {
    const [first] = await writesOf(t);
    assert.deepEqual(
      first,
      SLOTS.map(() => 'START_SENT'),
    );
  });

  it('are stored one by one if they come one by one', async (t) => {
    const writes = await writesOf(t, { maxConcurrency: 1 });
    assert.deepEqual(
      writes.filter((types) => types.includes('START_SENT')),
      SLOTS.map(() => ['START_SENT']),
    );
  });
});

describe('a store that hangs', () => {
  it('does not delay a stop, a cancel or an abort, and a start that hangs is never sent', async (t) => {
    let isHanging = false;
    const store = gatedStore(() => (isHanging ? never() : Promise.resolve()));
    const { clock, slots, core, start, stop, count, cancel } = await startObservatory(t, {
      store,
      slots: [{}, {}],
    });
    const [first, second] = slots;
    assert.ok(first && second);
    const streaming = await start('stream', { streamIds: [first.streamId] });
    await clock.settle(core.runs.waitFor(streaming.id, 'READY', 60), 'data flow');
    const script = await start('run', { streamIds: [second.streamId], params: { script: '/data/x.py' } });
    await clock.settle(core.runs.waitFor(script.id, 'STARTED', 20), 'the script runs');
    isHanging = true;

    const stopped = stop('stream', [first.streamId]);
    const ended = await clock.until(
      () => (first.session('stream')?.status === 'done' ? first.session('stream') : null),
      'the stream is stopped',
    );
    assert.equal(ended.status, 'done');
    const run = await clock.until(async () => {
      const now = await core.runs.get(stopped.id);
      return now?.endTime ? now : null;
    }, 'the stop is reported');
    assert.deepEqual([run.status, slotOf(run).status], ['SUCCEEDED', 'SUCCEEDED']);

    await cancel(script);
    await clock.until(() => second.session('run')?.status === 'done', 'the script is ended');
    assert.equal(count('start', 'abort'), 1);
  });

  it('begins no new run, and a run that is cancelled while its start is being stored sends nothing', async (t) => {
    let hangs: 'append' | null = null;
    let release = () => {};
    const store = gatedStore((what) =>
      what === hangs
        ? new Promise((resolve) => {
            release = resolve;
          })
        : Promise.resolve(),
    );
    const { clock, start, count, cancel, end } = await startObservatory(t, { store });
    hangs = 'append';
    const begun = await start('take_noise', { params: { duration: 10 } });
    await clock.advance(5000);
    assert.equal(count('start', 'take_noise'), 0);
    const open = await cancel(begun);
    assert.ok(open.cancelledAt);
    hangs = null;
    release();
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'NOT_STARTED']);
    assert.equal(count('start', 'take_noise'), 0);
  });

  it('does not send a start if the run timed out before the start was stored', async (t) => {
    let release: (() => void) | null = null;
    const store = gatedStore(async (what) => {
      if (what === 'create' || release) return;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    const { clock, start, count, end } = await startObservatory(t, { store });
    const begun = await start('take_noise', { params: { duration: 10 }, timeoutSeconds: 20 });
    await clock.advance(30_000);
    (release as (() => void) | null)?.();
    assert.deepEqual(statuses(await end(begun)), ['TIMED_OUT']);
    await clock.advance(10_000);
    assert.equal(count('start', 'take_noise'), 0);
  });
});

it('does not send a start after its timeout, if the server was suspended while it stored the start', async (t) => {
  let store: RunStore = createMemoryRunStore();
  const { append } = store;
  let wait = () => Promise.resolve();
  store = { ...store, append: (changes) => wait().then(() => append(changes)) };
  const { clock, start, count, end } = await startObservatory(t, { store });
  wait = () => clock.sleep(100);
  const begun = await start('take_noise', { params: { duration: 10 }, timeoutSeconds: 20 });
  await clock.advance(50);
  await clock.pause(60_000);
  assert.deepEqual(statuses(await end(begun)), ['NOT_STARTED']);
  assert.equal(count('start', 'take_noise'), 0);
});

describe('a store that fails', () => {
  it('loses no outcome: the outcome is still reported', async (t) => {
    let fails = false;
    const store = gatedStore(async (what) => {
      if (fails && what === 'append') throw new Error('no space left on device');
    });
    const { clock, core, start } = await startObservatory(t, { store });
    const ends: (Run | null)[] = [];
    core.events.runs.listen((run) => ends.push(run.endTime ? run : null));
    const { id } = await start('take_noise', { params: { duration: 10 } });
    await clock.settle(core.runs.waitFor(id, 'STARTED', 60), 'it runs');
    fails = true;
    const run = await clock.until(() => ends.at(-1), 'the end is reported');
    assert.equal(run.status, 'SUCCEEDED');
  });

  it('does not send a start that could not be stored', async (t) => {
    const store = gatedStore(async (what) => {
      if (what === 'append') throw new Error('no space left on device');
    });
    const { clock, core, start, count } = await startObservatory(t, { store });
    const ends: (Run | null)[] = [];
    core.events.runs.listen((run) => ends.push(run.endTime ? run : null));
    await start('take_noise', { params: { duration: 10 } });
    const run = await clock.until(() => ends.at(-1), 'the end is reported');
    assert.deepEqual([run.status, ...statuses(run), slotOf(run).sentAt], ['FAILED', 'NOT_STARTED', null]);
    assert.match(slotOf(run).message ?? '', /could not store/);
    assert.equal(count('start', 'take_noise'), 0);
  });

  it('keeps the end of a run, and a stop, until it can store them', async (t) => {
    let fails = false;
    const store = gatedStore(async () => {
      if (fails) throw new Error('no space left on device');
    });
    const stores = { runs: store, slots: {} as SlotStore, send: noPeers.send, probe: async () => {} };
    const storeClock = createVirtualClock();
    const steady = createSteadyStores(stores, { place: 'the test', clock: storeClock, logger: silentLogger });
    t.after(() => steady.close());
    const { clock, core, start, stop } = await startObservatory(t, { store: steady.runs });
    const { id } = await start('take_noise', { params: { duration: 10 } });
    await clock.settle(core.runs.waitFor(id, 'STARTED', 60), 'it runs');
    fails = true;
    const stopped = stop('stream');
    await clock.advance(60_000);
    const isKnown = async (of: string) => (await core.runs.get(of))?.status;
    assert.deepEqual([await isKnown(id), await isKnown(stopped.id)], ['SUCCEEDED', 'SUCCEEDED']);
    fails = false;
    await storeClock.advance(10_000);
    const isStored = async (of: string) => (await store.get(of))?.status;
    assert.deepEqual([await isStored(id), await isStored(stopped.id)], ['SUCCEEDED', 'SUCCEEDED']);
  });
});
