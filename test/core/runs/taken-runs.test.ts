import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { noPeers, type PeerOrder, type Peers } from '../../../src/core/runs/peers.js';
import type { Run } from '../../../src/core/runs/run.js';
import { createTopic } from '../../../src/lib/topic.js';
import { type ObservatoryOptions, startObservatory } from '../observatory.js';

/** A server that shares its store with others. */
async function startShared(t: TestContext, options: Pick<ObservatoryOptions, 'director'> = {}) {
  const topic = <T>() => createTopic<T>((error) => assert.ifError(error));
  const lock = { id: 'ours' as string | null };
  const watched: string[] = [];
  /** The runs of other servers that this server learns of when it catches up. */
  const known: Run[] = [];
  const peers: Peers = {
    ...noPeers,
    isShared: true,
    get driver() {
      return lock.id;
    },
    mayDrive: async () => lock.id !== null,
    ...{ lost: topic<void>(), taken: topic<{ run: Run; orders: PeerOrder[] }>(), changed: topic<Run>() },
    async catchUp() {
      for (const run of known) peers.changed.emit(run);
    },
    watch: (id) => void watched.push(id),
  };
  const observatory = await startObservatory(t, { peers, ...options });
  const loseLock = () => {
    lock.id = null;
    peers.lost.emit();
  };
  /** A run that is RUNNING when the lock is lost. */
  async function loseRunning(duration: number): Promise<Run> {
    const run = await observatory.start('take_noise', { params: { duration } });
    await observatory.runWhere(run, ({ slots: [one] }) => one?.status === 'RUNNING', 'it runs');
    loseLock();
    const [own] = observatory.core.runs.open;
    assert.ok(own);
    return own;
  }
  /** Takes the run again with a new lock. */
  function take(run: Run): void {
    lock.id = 'ours again';
    peers.taken.emit({ run: { ...run, revision: run.revision + 100_000, driver: lock.id }, orders: [] });
  }
  return { ...observatory, peers, known, watched, lock, loseLock, loseRunning, take };
}

const ended = (run: Run): Run => ({
  ...{ ...run, revision: run.revision + 100_000, driver: 'theirs', status: 'SUCCEEDED', endTime: new Date() },
  slots: run.slots.map((slot) => ({ ...slot, status: 'SUCCEEDED' })),
});

describe('a server that shares its store', () => {
  it('watches a run that it does not execute any more, since the run may end soon', async (t) => {
    const { start, peers, watched, loseLock, core } = await startShared(t);
    const { id } = await start('take_noise', { params: { duration: 30 } });
    loseLock();
    assert.deepEqual(watched, [id]);
    const run = core.runs.open.find((one) => one.id === id);
    assert.ok(run);
    peers.changed.emit(ended(run));
    assert.equal(core.runs.open.length, 0);
  });

  it('gives the exclusive grant of such a run back: the other server does not have its password', async (t) => {
    const grants = [{ default: true, cred_level: 2, lockout_levels: [1, 2, 3] }];
    const director = { blocks: [{ name: 'night', grants }] };
    const { start, loseLock, clock, ...observatory } = await startShared(t, { director });
    const exclusive = { grant: 'night', password: undefined };
    const run = await start('take_noise', { params: { duration: 30 }, exclusive });
    assert.equal(run.exclusiveGrant, 'night');
    const { holders } = observatory.director();
    assert.deepEqual(Object.keys(holders), ['night']);
    loseLock();
    await clock.until(() => !('night' in observatory.director().holders), 'it is given back');
  });

  it('leaves a stop to the server that has taken it, and shows its end', async (t) => {
    const { stop, peers, watched, loseLock, core, clock } = await startShared(t);
    const sent = stop('stream');
    loseLock();
    assert.deepEqual(watched, [sent.id]);
    assert.deepEqual(
      core.runs.open.map(({ id }) => id),
      [sent.id],
    );
    const shown: Run[] = [];
    core.events.runs.listen((run) => shown.push(run));
    const end = ended(sent);
    peers.changed.emit(end);
    assert.deepEqual(shown, [end]);
    await clock.advance(10_000);
    assert.deepEqual(shown, [end]);
  });

  it('sees that a slot that was LOST for the other server has returned', async (t) => {
    const { start, peers, loseLock, lock, runWhere } = await startShared(t);
    const { id } = await start('take_noise', { params: { duration: 30 } });
    const run = await runWhere({ id } as Run, ({ slots }) => slots[0]?.status === 'RUNNING', 'it runs');
    loseLock();
    lock.id = 'ours again';
    const slots = run.slots.map((slot) => ({ ...slot, status: 'LOST', mayReturn: true }) as const);
    peers.taken.emit({ run: { ...run, revision: 100_000, driver: lock.id, slots }, orders: [] });
    await runWhere(run, (one) => one.slots[0]?.status === 'RUNNING', 'the slot has returned');
  });

  it('continues its own stop from the stored state, if it takes it with a new lock', async (t) => {
    const { stop, peers, loseLock, lock, core, clock } = await startShared(t);
    const sent = stop('stream');
    loseLock();
    lock.id = 'ours again';
    const stored = { ...sent, revision: sent.revision + 100_000, driver: lock.id };
    peers.taken.emit({ run: stored, orders: [] });
    const found = await clock.settle(core.runs.get(sent.id), 'the stop is read');
    assert.ok(found && found.revision >= stored.revision);
  });

  it('does not count an agent as restarted if the other server had heard its start first', async (t) => {
    const { loseRunning, take, clock, core, end } = await startShared(t);
    const run = await loseRunning(30);
    const later = String(Number(run.slots[0]?.agentStart) + 60);
    take({ ...run, slots: run.slots.map((one) => ({ ...one, agentStart: later })) });
    assert.equal((await core.runs.get(run.id))?.slots[0]?.status, 'RUNNING');
    await clock.advance(100);
    assert.equal((await core.runs.get(run.id))?.slots[0]?.status, 'RUNNING', 'no heartbeat has come yet');
    // The heartbeat still has the earlier start: this agent is another one.
    assert.equal((await end(run)).slots[0]?.status, 'LOST');
  });

  it('does not take the session of a start of another server for the session of a lost start', async (t) => {
    const { start, end, take, known, others, clock, slots } = await startShared(t);
    const [slot] = slots;
    assert.ok(slot);
    const before = await end(await start('take_noise', { params: { duration: 1 } }));
    const sent = { status: 'STARTING', record: null, endedAt: null, sentAt: clock.now() } as const;
    const open = { ...before, status: 'RUNNING', endTime: null, revision: 3 } as const;
    const inFlight = (id: string, driver: string): Run => ({
      ...{ ...open, id, driver },
      slots: before.slots.map((one) => ({ ...one, ...sent, sessionBefore: one.record?.id ?? null })),
    });
    await clock.settle(others.start(slot.address, 'take_noise', { duration: 30 }), 'it is started');
    known.push(inFlight('b', 'theirs'));
    const lost = inFlight('a', 'dead');
    take(lost);
    assert.equal((await end(lost)).slots[0]?.status, 'UNKNOWN');
  });

  it('knows the end of a session that ended before it took the run, although the slot has a newer session', async (t) => {
    const { loseRunning, take, clock, slots, core, end, others } = await startShared(t);
    const [slot] = slots;
    assert.ok(slot);
    const run = await loseRunning(5);
    const isDone = () =>
      core.registry.byAddress(slot.address)?.sessions.get('take_noise')?.session.status === 'done';
    await clock.until(isDone, 'it has ended');
    await clock.settle(
      others.start(slot.address, 'take_noise', { duration: 30 }),
      'another program starts it',
    );
    await clock.until(() => !isDone(), 'the newer session is seen');
    take(run);
    const [one] = (await end(run)).slots;
    assert.deepEqual([one?.status, one?.record?.id], ['SUCCEEDED', run.slots[0]?.record?.id]);
  });

  it('reports a slot as LOST that had expired before the run was taken', async (t) => {
    const { loseRunning, take, clock, slots, core, runWhere } = await startShared(t);
    const [slot] = slots;
    assert.ok(slot);
    const run = await loseRunning(300);
    await clock.settle(slot.crash(), 'the agent has died');
    await clock.until(() => core.registry.byAddress(slot.address)?.expired, 'it has expired');
    take(run);
    await runWhere(run, ({ slots: [one] }) => one?.status === 'LOST', 'it is LOST');
  });
});
