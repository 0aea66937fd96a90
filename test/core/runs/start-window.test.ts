import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SEEN } from '../fixtures.js';
import { crowds, slotOf, spans, startObservatory, statuses } from '../observatory.js';

const SHORT = { duration: 10 };
const THREE = { slots: [{}, {}, {}] };
const FIVE = { slots: [{}, {}, {}, {}, {}] };
const ONE_BY_ONE = { maxConcurrency: 1 } as const;

describe('a run with a window', () => {
  it('always runs as many slots as the window allows, never more', async (t) => {
    const { start, end, runWhere } = await startObservatory(t, FIVE);
    const begun = await start('take_noise', { params: SHORT, maxConcurrency: 2 });
    assert.equal(begun.maxConcurrency, 2);
    const full = await runWhere(begun, (run) => slotOf(run, 1).sentAt !== null, 'two are started');
    assert.deepEqual(statuses(full).slice(2), ['PENDING', 'PENDING', 'PENDING']);
    const run = await end(begun);
    assert.equal(run.status, 'SUCCEEDED');
    assert.deepEqual(crowds(run).toSorted(), [1, 2, 2, 2, 2]);
    const all = spans(run);
    for (const [index, { start }] of all.slice(2).entries()) {
      const freed = all
        .slice(0, index + 2)
        .map(({ end }) => end)
        .toSorted((a, b) => a - b)[index];
      assert.ok(freed !== undefined && start >= freed && start < freed + 2, `slot ${index + 2} took a place`);
    }
  });

  it('can be a percentage of the commanded slots, rounded down and at least one', async (t) => {
    const { start, end } = await startObservatory(t, FIVE);
    for (const [percent, slots] of [
      ['50%', 2],
      ['10%', 1],
    ] as const) {
      const run = await end(await start('take_noise', { params: SHORT, maxConcurrency: percent }));
      assert.deepEqual([run.maxConcurrency, Math.max(...crowds(run))], [slots, slots]);
    }
  });

  it('waits for the settle time before the next slot starts', async (t) => {
    const { start, end } = await startObservatory(t, FIVE);
    const run = await end(await start('take_noise', { params: SHORT, maxConcurrency: 2, settleSeconds: 20 }));
    const [, second, third] = spans(run);
    assert.ok(second && third);
    assert.ok(third.start >= Math.min(second.end, spans(run)[0]?.end ?? 0) + 20);
  });

  it('starts no further slot while the outcome of one slot is unknown', async (t) => {
    const { slots, start, end, runWhere, clock, core } = await startObservatory(t, FIVE);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await start('take_noise', {
      ...{ params: { duration: 20 }, maxConcurrency: 2, timeoutSeconds: 30 },
    });
    const held = await runWhere(begun, ({ heldBy }) => heldBy === 0, 'the run is held');
    const started = held.slots.filter(({ sentAt }) => sentAt !== null).length;
    await clock.advance(120_000);
    const later = await runWhere(begun, () => true, 'the run');
    assert.equal(later.slots.filter(({ sentAt }) => sentAt !== null).length, started);
    core.marks.acknowledge(slots[0]?.address ?? '', SEEN);
    const run = await end(begun);
    assert.deepEqual(statuses(run), ['TIMED_OUT', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });

  it('that is as large as the run is never held', async (t) => {
    const { slots, start, end } = await startObservatory(t, THREE);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const run = await end(
      await start('take_noise', { params: SHORT, maxConcurrency: '100%', timeoutSeconds: 30 }),
    );
    assert.deepEqual(statuses(run), ['TIMED_OUT', 'SUCCEEDED', 'SUCCEEDED']);
    assert.ok((run.endTime?.getTime() ?? 0) - run.startTime.getTime() < 60_000);
  });
});

describe('a run with one slot at a time', () => {
  it('starts each slot when the one before has ended and settled', async (t) => {
    const { start, end } = await startObservatory(t, THREE);
    const run = await end(await start('take_noise', { params: SHORT, ...ONE_BY_ONE, settleSeconds: 20 }));
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    const [first, second, third] = spans(run);
    assert.ok(first && second && third);
    assert.ok(second.start >= first.end + 20, 'the second began after the first had settled');
    assert.ok(third.start >= second.end + 20, 'the third began after the second had settled');
  });

  it('continues after a slot that failed', async (t) => {
    const { slots, start, end } = await startObservatory(t, THREE);
    slots[0]?.failNext('take_noise', 'Traceback: no tones');
    const run = await end(await start('take_noise', { params: SHORT, ...ONE_BY_ONE }));
    assert.deepEqual(statuses(run), ['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.equal(run.status, 'FAILED');
  });

  it('starts nothing more when it is cancelled', async (t) => {
    const { start, end, count, runWhere, cancel } = await startObservatory(t, THREE);
    const begun = await start('stream', { ...ONE_BY_ONE });
    await runWhere(begun, ({ slots }) => slots[0]?.status === 'READY', 'the first slot streams');
    await cancel(begun);
    const run = await end(begun);
    assert.equal(run.status, 'CANCELLED');
    assert.deepEqual(statuses(run), ['CANCELLED', 'NOT_STARTED', 'NOT_STARTED']);
    assert.match(run.slots[2]?.message ?? '', /Not started/);
    assert.equal(count('start', 'stream'), 1);
  });

  it('allows each slot the whole timeout, from its own start', async (t) => {
    const { start, end } = await startObservatory(t, THREE);
    const params = { duration: 150 };
    const run = await end(await start('take_noise', { params, ...ONE_BY_ONE, timeoutSeconds: 200 }));
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    const [first, , third] = spans(run);
    assert.ok(first && third && third.end - first.start > 200);
  });

  describe('whose slot is TIMED_OUT', () => {
    it('is held and names the slot that holds it; after the hold time the rest is NOT_STARTED', async (t) => {
      const { slots, start, end, runWhere, count } = await startObservatory(t, {
        ...THREE,
        holdSeconds: 600,
      });
      slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
      const begun = await start('take_noise', { params: SHORT, ...ONE_BY_ONE, timeoutSeconds: 30 });
      const held = await runWhere(begun, ({ heldBy }) => heldBy !== null, 'the run is held');
      assert.deepEqual([held.heldBy, ...statuses(held)], [0, 'TIMED_OUT', 'PENDING', 'PENDING']);
      const run = await end(begun);
      assert.deepEqual(statuses(run), ['TIMED_OUT', 'NOT_STARTED', 'NOT_STARTED']);
      assert.match(slotOf(run, 1).message ?? '', /ufm_mv2 was TIMED_OUT.*600 s/);
      assert.ok((run.endTime?.getTime() ?? 0) - run.startTime.getTime() >= 630_000);
      assert.deepEqual([run.status, run.heldBy, count('start', 'take_noise')], ['FAILED', null, 1]);
    });

    it('continues when somebody acknowledges the slot, or resumes the run', async (t) => {
      for (const how of ['acknowledge', 'resume']) {
        const { clock, slots, start, end, runWhere, core } = await startObservatory(t, THREE);
        slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
        const begun = await start('take_noise', { params: SHORT, ...ONE_BY_ONE, timeoutSeconds: 30 });
        await runWhere(begun, ({ heldBy }) => heldBy !== null, 'the run is held');
        if (how === 'acknowledge') core.marks.acknowledge(slots[0]?.address ?? '', SEEN);
        else await clock.settle(core.runs.resume(begun.id), 'the run goes on');
        const run = await end(begun);
        assert.deepEqual(statuses(run), ['TIMED_OUT', 'SUCCEEDED', 'SUCCEEDED'], how);
      }
    });

    it('continues when the slot is known to be done', async (t) => {
      const { start, end, runWhere } = await startObservatory(t, THREE);
      const params = { duration: 100 };
      const begun = await start('take_noise', { params, ...ONE_BY_ONE, timeoutSeconds: 60 });
      await runWhere(begun, ({ heldBy }) => heldBy === 0, 'the run is held by the first slot');
      const next = await runWhere(begun, (run) => slotOf(run, 1).sentAt !== null, 'the second is started');
      const [first] = spans(next);
      assert.ok(first && first.end * 1000 <= (slotOf(next, 1).sentAt?.getTime() ?? 0), 'never two at once');
      assert.deepEqual(statuses(await end(begun)), ['TIMED_OUT', 'TIMED_OUT', 'TIMED_OUT']);
    });

    it('can be cancelled while it is held', async (t) => {
      const { slots, start, end, runWhere, cancel } = await startObservatory(t, THREE);
      slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
      const begun = await start('take_noise', { params: SHORT, ...ONE_BY_ONE, timeoutSeconds: 30 });
      await runWhere(begun, ({ heldBy }) => heldBy !== null, 'the run is held');
      await cancel(begun);
      const run = await end(begun);
      assert.deepEqual(
        [run.status, ...statuses(run)],
        ['CANCELLED', 'TIMED_OUT', 'NOT_STARTED', 'NOT_STARTED'],
      );
    });
  });

  describe('whose slot is LOST', () => {
    it('is held; when the slot returns with its session, the run continues after its end', async (t) => {
      const { slots, start, end, runWhere } = await startObservatory(t, THREE);
      const begun = await start('take_noise', { params: { duration: 100 }, ...ONE_BY_ONE });
      await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first runs');
      const silence = slots[0]?.fault({ kind: 'silent' });
      const held = await runWhere(begun, ({ heldBy }) => heldBy === 0, 'the run is held');
      assert.equal(slotOf(held).status, 'LOST');
      silence?.close();
      const back = await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'it is back');
      assert.equal(back.heldBy, null);
      const run = await end(begun);
      assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    });

    it('continues when somebody acknowledges the slot', async (t) => {
      const { slots, core, start, end, runWhere } = await startObservatory(t, THREE);
      const begun = await start('take_noise', { params: { duration: 100 }, ...ONE_BY_ONE });
      await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first runs');
      slots[0]?.fault({ kind: 'silent' });
      await runWhere(begun, ({ heldBy }) => heldBy === 0, 'the run is held');
      core.marks.acknowledge(slots[0]?.address ?? '', SEEN);
      assert.deepEqual(statuses(await end(begun)), ['LOST', 'SUCCEEDED', 'SUCCEEDED']);
    });

    it('is held even if the slot can no longer return', async (t) => {
      const { slots, clock, start, end, runWhere } = await startObservatory(t, { ...THREE, lostSeconds: 60 });
      const begun = await start('take_noise', { params: { duration: 100 }, ...ONE_BY_ONE });
      await runWhere(begun, (run) => slotOf(run).status === 'RUNNING', 'the first runs');
      await clock.settle(slots[0]?.restart() ?? Promise.resolve(), 'its agent restarts');
      const held = await runWhere(begun, ({ heldBy }) => heldBy === 0, 'the run is held');
      assert.match(slotOf(held).message ?? '', /restarted/);
      assert.deepEqual(statuses(await end(begun)), ['LOST', 'NOT_STARTED', 'NOT_STARTED']);
    });
  });
});
