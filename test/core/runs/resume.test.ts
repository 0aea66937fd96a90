import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Core } from '../../../src/core/core.js';
import { NOTHING_KEPT } from '../../../src/core/known-slots.js';
import type { Run } from '../../../src/core/runs/run.js';
import type { RunStore } from '../../../src/core/runs/run-store.js';
import type { KeptOutcome, SlotStore } from '../../../src/core/slots/slot-store.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { run, runSlot } from '../fixtures.js';
import { type Observatory, slotOf, startObservatory, statuses } from '../observatory.js';

const SHORT = { duration: 10 };
const LONG = { duration: 300 };

/** The ended run, from the core after the restart. */
async function endIn({ clock }: Observatory, core: Core, { id }: Run): Promise<Run> {
  const run = await clock.until(
    async () => {
      const now = await core.runs.get(id);
      return now?.endTime ? now : null;
    },
    'the end of the run',
    14 * 24 * 3600_000,
  );
  return run;
}

async function reach(site: Observatory, run: Run, stage: 'STARTED' | 'READY'): Promise<void> {
  await site.clock.settle(site.core.runs.waitFor(run.id, stage, 60), stage);
}

/** A store that keeps the marks of slots. */
function markStore(beforeSave = async () => {}): SlotStore {
  let unresolved: KeptOutcome[] = [];
  return {
    load: async () => ({ ...NOTHING_KEPT.slots, unresolved }),
    ...{ saveSlots: async () => {}, forget: async () => {}, saveOutOfService: async () => {} },
    async saveOutcome(outcome) {
      await beforeSave();
      unresolved.push(outcome);
    },
    async dropOutcome(address, runId) {
      unresolved = unresolved.filter((one) => one.address !== address || one.runId !== runId);
    },
  };
}

describe('a run after a restart of the server', () => {
  it('is followed to the end of the session of its start', async (t) => {
    const site = await startObservatory(t, { slots: [{}, {}] });
    const begun = await site.start('take_noise', { params: LONG });
    await reach(site, begun, 'STARTED');
    const core = await site.restart();
    assert.deepEqual(
      statuses(core.runs.open[0] ?? begun),
      ['RUNNING', 'RUNNING'],
      'shown from the beginning',
    );
    const run = await endIn(site, core, begun);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.equal(site.count('start', 'take_noise'), 2, 'once for each slot');
    assert.equal(slotOf(run).inferred, false);
  });

  it('reports the end that came while the server was down', async (t) => {
    const site = await startObservatory(t);
    site.slots[0]?.failNext('take_noise', 'no tones');
    const begun = await site.start('take_noise', { params: SHORT });
    await reach(site, begun, 'STARTED');
    site.core.close();
    await site.clock.advance(60_000);
    const run = await endIn(site, await site.restart(), begun);
    assert.deepEqual([run.status, slotOf(run).message], ['FAILED', 'no tones']);
  });

  it('looks up its start, and does not send it again, if the answer was lost with the server', async (t) => {
    const site = await startObservatory(t);
    site.realm.intercept(({ args: [action] }) => (action === 'start' ? 'lose-answer' : undefined));
    const begun = await site.start('take_noise', { params: LONG });
    await site.clock.advance(100);
    site.core.close();
    // Longer than the tolerance, so that the session is not recognised by the time of the look-up.
    await site.clock.advance(60_000);
    const run = await endIn(site, await site.restart(), begun);
    assert.deepEqual([run.status, slotOf(run).inferred], ['SUCCEEDED', true]);
    assert.equal(site.count('start', 'take_noise'), 1);
  });

  it('does not take the session of a run that has ended for the session of its start', async (t) => {
    const store = createMemoryRunStore();
    const site = await startObservatory(t, { store });
    const theirs = await site.end(await site.start('take_noise', { params: SHORT }));
    const ours: Run = {
      ...{ ...theirs, id: 'ours', revision: 1, status: 'RUNNING', endTime: null },
      slots: theirs.slots.map((slot) => ({ ...slot, status: 'STARTING', record: null, acceptedAt: null })),
    };
    await store.create(ours);
    assert.deepEqual(statuses(await endIn(site, await site.restart(), ours)), ['UNKNOWN']);
  });

  it('starts the remaining slots one after the other, after the settling time', async (t) => {
    const site = await startObservatory(t, { slots: [{}, {}, {}] });
    const begun = await site.start('take_noise', { params: SHORT, maxConcurrency: 1, settleSeconds: 5 });
    await site.runWhere(
      begun,
      (run) => statuses(run).join() === 'SUCCEEDED,RUNNING,PENDING',
      'the second runs',
    );
    const core = await site.restart();
    const run = await endIn(site, core, begun);
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.equal(site.count('start', 'take_noise'), 3);
    const [, second, third] = run.slots.map(({ record }) => record?.session);
    assert.ok((third?.start_time ?? 0) - (second?.end_time ?? 0) >= 5);
  });

  it('is LOST, with the reason, if the agent has restarted', async (t) => {
    const site = await startObservatory(t);
    const begun = await site.start('take_noise', { params: LONG });
    await reach(site, begun, 'STARTED');
    site.core.close();
    await site.clock.settle(site.slots[0]?.restart() ?? Promise.resolve(), 'the agent restarts');
    const core = await site.restart();
    const run = await endIn(site, core, begun);
    assert.deepEqual(statuses(run), ['LOST']);
    assert.match(slotOf(run).message ?? '', /restarted while the operation ran/);
    assert.deepEqual(
      core.marks.unresolved(site.slots[0]?.address ?? ''),
      [],
      'a simulated slot ends with its agent',
    );
  });

  it('is LOST if it began on a network with another address root', async (t) => {
    const store = createMemoryRunStore();
    const site = await startObservatory(t, { store });
    const elsewhere = {
      ...runSlot('RUNNING'),
      address: 'elsewhere.pysmurf-controller-s2',
      sentAt: site.clock.now(),
    };
    const begun = run(['RUNNING'], { slots: [elsewhere] });
    await store.create(begun);
    const ended = await endIn(site, await site.restart(), begun);
    assert.deepEqual(statuses(ended), ['LOST']);
    assert.match(slotOf(ended).message ?? '', /address root/);
  });

  it('is LOST if the slot is silent, and returns with the same session', async (t) => {
    let isMute = false;
    const site = await startObservatory(t, { slots: [{ isMute: () => isMute }] });
    const begun = await site.start('take_noise', { params: LONG });
    await reach(site, begun, 'STARTED');
    isMute = true;
    const core = await site.restart();
    const isLost = async () => statuses((await core.runs.get(begun.id)) ?? begun)[0] === 'LOST';
    await site.clock.until(isLost, 'it is LOST');
    assert.equal(core.registry.slots[0]?.expired, true);
    isMute = false;
    const run = await endIn(site, core, begun);
    assert.deepEqual(statuses(run), ['SUCCEEDED']);
  });

  it('starts nothing on a slot without a heartbeat', async (t) => {
    let isMute = false;
    const site = await startObservatory(t, { slots: [{}, { isMute: () => isMute }] });
    const begun = await site.start('take_noise', { params: SHORT, maxConcurrency: 1 });
    await site.runWhere(begun, (run) => statuses(run).join() === 'RUNNING,PENDING', 'the first runs');
    isMute = true;
    await site.clock.settle(site.slots[1]?.crash() ?? Promise.resolve(), 'the agent is gone');
    const run = await endIn(site, await site.restart(), begun);
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'UNREACHABLE']);
  });

  it('is still cancelled if a user had cancelled it', async (t) => {
    const site = await startObservatory(t, { slots: [{}] });
    const begun = await site.start('stream');
    await reach(site, begun, 'READY');
    let isDeaf = true;
    site.realm.intercept(({ args: [action] }) => (isDeaf && action === 'stop' ? 'lose-request' : undefined));
    void site.core.runs.cancel(begun.id);
    await site.clock.advance(100);
    site.core.close();
    isDeaf = false;
    const run = await endIn(site, await site.restart(), begun);
    assert.deepEqual([run.status, ...statuses(run), slotOf(run).message], ['CANCELLED', 'CANCELLED', null]);
  });

  it('reports the true end of a slot that was lost and returned while the server was down, even after the timeout', async (t) => {
    let isMute = false;
    const site = await startObservatory(t, { slots: [{ isMute: () => isMute }] });
    const begun = await site.start('take_noise', { params: SHORT, timeoutSeconds: 60 });
    await reach(site, begun, 'STARTED');
    isMute = true;
    site.realm.intercept(() => (isMute ? 'lose-request' : undefined));
    await site.runWhere(begun, (run) => statuses(run)[0] === 'LOST', 'the slot is lost');
    site.core.close();
    isMute = false;
    await site.clock.advance(60_000);
    const run = await endIn(site, await site.restart(), begun);
    assert.deepEqual(statuses(run), ['SUCCEEDED']);
  });

  it('stores the mark of a slot before its unknown outcome, so that a kill cannot free its place', async (t) => {
    const written: string[] = [];
    const memory = createMemoryRunStore();
    const store: RunStore = {
      ...memory,
      append(changes) {
        if (changes.some(({ event }) => event.type === 'ENDED')) written.push('the outcome of the slot');
        return memory.append(changes);
      },
    };
    const slotStore = markStore(async () => {
      await site.clock.sleep(1000);
      written.push('the mark of the slot');
    });
    const site = await startObservatory(t, { store, slotStore });
    site.slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    await site.end(await site.start('take_noise', { params: SHORT, timeoutSeconds: 20 }));
    assert.deepEqual(written, ['the mark of the slot', 'the outcome of the slot']);
  });

  it('has no mark of a slot whose unknown outcome was not stored before the server was killed', async (t) => {
    const site = await startObservatory(t, { slotStore: markStore() });
    const address = site.slots[0]?.address ?? '';
    const begun = await site.start('take_noise', { params: LONG });
    await reach(site, begun, 'STARTED');
    const mark = { runId: begun.id, operation: 'take_noise', status: 'LOST', sessionId: null } as const;
    await site.core.marks.record(address, { ...mark, since: site.clock.now() });
    const core = await site.restart();
    assert.deepEqual(statuses(await endIn(site, core, begun)), ['SUCCEEDED']);
    assert.deepEqual(core.marks.unresolved(address), []);
  });

  it('is no longer held by a slot after a user has resumed it', async (t) => {
    const site = await startObservatory(t, { slots: [{}, {}] });
    const begun = await site.start('take_noise', { params: LONG, maxConcurrency: 1, timeoutSeconds: 20 });
    await site.runWhere(begun, ({ heldBy }) => heldBy === 0, 'the run is held');
    await site.clock.settle(site.core.runs.resume(begun.id), 'the run is let go');
    await site.runWhere(begun, ({ slots }) => slots[1]?.status === 'RUNNING', 'the second runs');
    const core = await site.restart();
    const run = await endIn(site, core, begun);
    assert.deepEqual(statuses(run), ['TIMED_OUT', 'TIMED_OUT']);
  });
});

/** Sends a stop of `stream` that reaches no agent, and closes the server. */
async function loseStop({ realm, stop, clock, core }: Observatory): Promise<Run> {
  let isDeaf = true;
  realm.intercept(({ args: [action] }) => (isDeaf && action === 'stop' ? 'lose-request' : undefined));
  const lost = stop('stream');
  await clock.advance(100);
  core.close();
  isDeaf = false;
  return lost;
}

describe('a stop after a restart of the server', () => {
  it('ends no operation that was started since then', async (t) => {
    const site = await startObservatory(t);
    const streaming = await site.start('stream');
    await reach(site, streaming, 'READY');
    const stop = await loseStop(site);
    const address = site.slots[0]?.address ?? '';
    await site.clock.settle(site.others.stop(address, 'stream'), 'somebody stops it');
    await site.clock.until(() => site.slots[0]?.session('stream')?.status === 'done', 'it has ended');
    await site.clock.advance(60_000);
    await site.clock.settle(site.others.start(address, 'stream', {}), 'somebody starts it');
    const run = await endIn(site, await site.restart(), stop);
    assert.match(slotOf(run).message ?? '', /was started again after/);
    assert.notEqual(site.slots[0]?.session('stream')?.status, 'done');
  });

  it('is sent again to the session of the request, even if the clock of the server was set meanwhile', async (t) => {
    const memory = createMemoryRunStore();
    const anHourEarlier = ({ startTime, ...run }: Run) => ({
      ...run,
      startTime: new Date(startTime.getTime() - 3600_000),
    });
    const store = { ...memory, open: async () => (await memory.open()).map(anHourEarlier) };
    const site = await startObservatory(t, { store });
    await reach(site, await site.start('stream'), 'READY');
    const stop = await loseStop(site);
    const run = await endIn(site, await site.restart(), stop);
    assert.equal(run.status, 'SUCCEEDED');
    assert.equal(site.slots[0]?.session('stream')?.status, 'done');
  });
});
