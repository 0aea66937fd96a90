import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { forgetSlot } from '../../../src/core/forget-slot.js';
import type { PeerOrder, Peers, TakenRun } from '../../../src/core/runs/peers.js';
import type { Run } from '../../../src/core/runs/run.js';
import type { RunStore } from '../../../src/core/runs/run-store.js';
import type { KeptSlots } from '../../../src/core/slots/slot-store.js';
import { createTopic } from '../../../src/lib/topic.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { startObservatory, statuses } from '../observatory.js';

const THREE = [{}, {}, {}];
const NOISE = { params: { duration: 30 } };

/** A server of a shared store, and what the other servers do. */
async function start(t: TestContext, change: Partial<RunStore> = {}) {
  const onError = (error: unknown) => {
    throw error;
  };
  const sent: PeerOrder[] = [];
  const lock = { id: 'one' as string | null };
  const topics = {
    lost: createTopic<void>(onError),
    taken: createTopic<TakenRun>(onError),
    changed: createTopic<Run>(onError),
    orders: createTopic<PeerOrder>(onError),
    marks: createTopic<KeptSlots>(onError),
  };
  const peers: Peers = {
    ...topics,
    isShared: true,
    get driver() {
      return lock.id;
    },
    mayDrive: async () => lock.id !== null,
    catchUp: async () => {},
    watch() {},
    send: async (order) => void sent.push(order),
  };
  const store = { ...createMemoryRunStore(), ...change };
  const observatory = await startObservatory(t, { slots: THREE, peers, store });
  const lose = () => {
    lock.id = null;
    topics.lost.emit();
  };
  /** The lock is held again, under another id, and the run comes back with these orders. */
  const takeAgain = async (id: string, orders: readonly PeerOrder[] = []) => {
    lock.id = 'two';
    const run = await store.get(id);
    assert.ok(run);
    topics.taken.emit({ run: { ...run, driver: 'two' }, orders });
  };
  return { ...observatory, ...topics, sent, lock, lose, takeAgain, store };
}

describe('a server that loses its lock', () => {
  it('starts no further slot, and still shows the run', async (t) => {
    const { core, clock, start: begin, lose, runWhere, count } = await start(t);
    const run = await begin('take_noise', { ...NOISE, maxConcurrency: 1 });
    await runWhere(run, (one) => statuses(one)[0] === 'RUNNING', 'the first runs');
    lose();
    await clock.advance(120_000);
    assert.equal(count('start', 'take_noise'), 1);
    assert.deepEqual(
      core.runs.open.map(({ id }) => id),
      [run.id],
    );
  });

  it('continues when it has the lock again, and starts nothing a second time', async (t) => {
    const { clock, start: begin, lose, takeAgain, runWhere, end, count } = await start(t);
    const run = await begin('take_noise', { ...NOISE, maxConcurrency: 1 });
    await runWhere(run, (one) => statuses(one)[0] === 'RUNNING', 'the first runs');
    lose();
    await clock.advance(10_000);
    await takeAgain(run.id);
    assert.deepEqual(statuses(await end(run)), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.equal(count('start', 'take_noise'), 3);
  });

  describe('while it stores a start', () => {
    /** A run of which each start is being stored when the lock is lost, so none is sent. */
    async function loseWhileStoring(t: TestContext, options: { readonly maxConcurrency?: number } = {}) {
      const memory = createMemoryRunStore();
      const slow = { ms: 1000 };
      const server = await start(t, {
        ...memory,
        append: (changes) =>
          changes.some(({ event }) => event.type === 'START_SENT')
            ? server.clock.sleep(slow.ms).then(() => memory.append(changes))
            : memory.append(changes),
      });
      const run = await server.start('take_noise', { ...NOISE, ...options });
      await server.clock.advance(500);
      server.lose();
      slow.ms = 0;
      await server.clock.advance(60_000);
      assert.equal(server.count('start', 'take_noise'), 0);
      const stored = statuses((await server.store.get(run.id)) as Run);
      return { ...server, run, stored };
    }

    it('does not send it; when it has the lock again, it starts the slots', async (t) => {
      const { run, stored, takeAgain, end, count } = await loseWhileStoring(t);
      assert.deepEqual(stored, ['STARTING', 'STARTING', 'STARTING']);
      await takeAgain(run.id);
      const { slots } = await end(run);
      assert.ok(slots.every(({ status, inferred }) => status === 'SUCCEEDED' && !inferred));
      assert.equal(count('start', 'take_noise'), 3);
    });

    it('continues a series with the slot whose start was not sent', async (t) => {
      const { run, stored, takeAgain, end, count } = await loseWhileStoring(t, { maxConcurrency: 1 });
      assert.deepEqual(stored, ['STARTING', 'PENDING', 'PENDING']);
      await takeAgain(run.id);
      assert.deepEqual(statuses(await end(run)), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
      assert.equal(count('start', 'take_noise'), 3);
    });

    it('does not start the slots if the run was cancelled meanwhile', async (t) => {
      const { run, takeAgain, end, count } = await loseWhileStoring(t);
      await takeAgain(run.id, [{ kind: 'CANCEL', run: run.id }]);
      assert.deepEqual(statuses(await end(run)), ['NOT_STARTED', 'NOT_STARTED', 'NOT_STARTED']);
      assert.equal(count('start', 'take_noise'), 0);
    });

    it('looks the slots up if another server has started them again', async (t) => {
      const { run, taken, lock, store, clock, end, count } = await loseWhileStoring(t);
      const stored = await store.get(run.id);
      assert.ok(stored);
      const slots = stored.slots.map((slot) => ({ ...slot, sentAt: clock.now() }));
      lock.id = 'two';
      taken.emit({ run: { ...stored, slots, driver: 'two' }, orders: [] });
      assert.deepEqual(statuses(await end(run)), ['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
      assert.equal(count('start', 'take_noise'), 0);
    });
  });

  it('still sends stops, and ends the operations of a run that is cancelled', async (t) => {
    const { core, clock, start: begin, lose, runWhere, sent, slots } = await start(t);
    const run = await begin('stream', {});
    await runWhere(run, (one) => statuses(one).every((status) => status === 'READY'), 'all stream');
    lose();
    await clock.settle(core.runs.cancel(run.id), 'the answer to the cancel');
    await clock.until(
      () => slots.every((slot) => slot.session('stream')?.status === 'done'),
      'each stream is stopped',
    );
    assert.deepEqual(sent.at(-1), { kind: 'CANCEL', run: run.id });
  });

  it('does not continue the slots that were stopped meanwhile', async (t) => {
    const { clock, start: begin, lose, takeAgain, runWhere, end, count } = await start(t);
    const run = await begin('take_noise', { ...NOISE, maxConcurrency: 1 });
    await runWhere(run, (one) => statuses(one)[0] === 'RUNNING', 'the first runs');
    lose();
    const addresses = run.slots.flatMap(({ address }) => address ?? []).slice(1, 2);
    await takeAgain(run.id, [{ kind: 'STOP', operation: 'take_noise', addresses, at: clock.now() }]);
    assert.deepEqual(statuses(await end(run)), ['SUCCEEDED', 'NOT_STARTED', 'SUCCEEDED']);
    assert.equal(count('start', 'take_noise'), 2);
  });
});

describe('a server whose run another server has taken', () => {
  it('sends nothing more for it', async (t) => {
    let isTaken = false;
    const memory = createMemoryRunStore();
    const {
      clock,
      start: begin,
      runWhere,
      count,
    } = await start(t, {
      ...memory,
      append: async (changes) => !isTaken && (await memory.append(changes)),
    });
    const run = await begin('take_noise', { ...NOISE, maxConcurrency: 1 });
    await runWhere(run, (one) => statuses(one)[0] === 'RUNNING', 'the first runs');
    isTaken = true;
    await clock.advance(120_000);
    assert.equal(count('start', 'take_noise'), 1);
  });
});

describe('the orders of other servers', () => {
  it('hold back, cancel and stop the runs of this one', async (t) => {
    const { clock, start: begin, orders, end, runWhere } = await start(t);
    const one = await begin('take_noise', { ...NOISE, maxConcurrency: 1 });
    orders.emit({ kind: 'CANCEL', run: one.id });
    assert.deepEqual(statuses(await end(one)).slice(1), ['NOT_STARTED', 'NOT_STARTED']);
    const two = await begin('stream', {});
    await runWhere(two, (run) => statuses(run).every((status) => status === 'READY'), 'all stream');
    orders.emit({ kind: 'STOP_ALL', addresses: null, at: clock.now() });
    assert.deepEqual(statuses(await end(two)), ['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });
});

describe('a run of another server', () => {
  it('is shown with its changes, until it has ended', async (t) => {
    const { core, start: begin, lose, changed, store } = await start(t);
    const run = await begin('take_noise', NOISE);
    lose();
    const other = { ...run, id: 'another', driver: 'three', revision: 1 };
    changed.emit(other);
    assert.equal(core.runs.open.length, 2);
    const seen: Run[] = [];
    core.events.runs.listen((one) => seen.push(one));
    const ended = { ...other, revision: 2, status: 'SUCCEEDED', endTime: new Date() } as const;
    await store.create(ended);
    changed.emit(ended);
    assert.deepEqual(
      seen.map(({ id, status }) => [id, status]),
      [['another', 'SUCCEEDED']],
    );
  });
});

describe('marks that another server has changed', () => {
  it('are valid here', async (t) => {
    const { core, marks, slots } = await start(t);
    const [first, second] = slots.map(({ address }) => address);
    assert.ok(first && second);
    const reason = { reason: 'no bias', by: 'ann', since: new Date() };
    const touched: string[] = [];
    core.marks.changes.listen((address) => touched.push(address));
    marks.emit({ slots: [], outOfService: new Map([[first, reason]]), unresolved: [] });
    assert.deepEqual(core.marks.outOfService(first), reason);
    marks.emit({ slots: [], outOfService: new Map([[second, reason]]), unresolved: [] });
    assert.equal(core.marks.outOfService(first), null);
    assert.deepEqual(touched, [first, first, second]);
  });
});

describe('a slot that is forgotten', () => {
  it('is forgotten by the other servers, too, unless they hear it', async (t) => {
    const { clock, core, slots, sent, orders } = await start(t);
    const [gone, alive] = slots;
    assert.ok(gone && alive);
    await clock.settle(gone.crash(), 'the agent has died');
    const slot = await clock.until(
      () => core.registry.slots.find(({ address, expired }) => address === gone.address && expired),
      'it has expired',
    );
    orders.emit({ kind: 'FORGET', address: alive.address });
    assert.ok(core.registry.byAddress(alive.address));
    forgetSlot(core, slot);
    assert.deepEqual(sent, [{ kind: 'FORGET', address: gone.address }]);
    await clock.settle(gone.restart(), 'the agent is back');
    await clock.until(() => core.registry.byAddress(gone.address), 'it is found again');
    await clock.settle(gone.crash(), 'the agent has died again');
    await clock.until(() => core.registry.byAddress(gone.address)?.expired, 'it has expired again');
    orders.emit({ kind: 'FORGET', address: gone.address });
    assert.equal(core.registry.byAddress(gone.address), undefined);
  });
});
