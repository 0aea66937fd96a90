import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../src/manager/errors.js';
import { problemsOf } from '../../src/manager/problems.js';
import type { RunSlot } from '../../src/manager/run.js';
import { until } from '../until.js';
import { type Observatory, slotOf, startObservatory, statuses } from './observatory.js';

const SHORT = { duration: 10 };
/** Four seconds here. */
const LONG = { duration: 400 };
const THREE = { slots: [{}, {}, {}] };

const refusedWith = (code: string) => (error: unknown) =>
  error instanceof RequestError && error.code === code;

/** UNIX seconds, by the agent's clock. */
function times({ record }: RunSlot): { start: number; end: number } {
  assert.ok(record && record.session.end_time !== null);
  return { start: record.session.start_time, end: record.session.end_time };
}

const codesOf = ({ manager, found, slots }: Observatory, index: number) => {
  const slot = slots[index];
  assert.ok(slot);
  const { registry, notes } = manager;
  return problemsOf(found(slot), registry.instances, notes).map(({ code }) => code);
};

// All at once: most of the time is waiting for heartbeats.
describe('what a request can ask for', { concurrency: true }, () => {
  it('SERIES starts each slot when the one before has ended and settled, also after a failure', async (t) => {
    const { slots, start, end } = await startObservatory(t, THREE);
    slots[0]?.failNext('take_noise', 'no tones');
    const begun = await start('take_noise', { params: SHORT, mode: 'SERIES', settleSeconds: 0.3 });
    assert.deepEqual(statuses(begun).slice(1), ['PENDING', 'PENDING']);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'FAILED', 'SUCCEEDED', 'SUCCEEDED']);
    const [first, second, third] = run.slots.map(times);
    assert.ok(first && second && third);
    assert.ok(second.start - first.end > 0.25 && third.start - second.end > 0.25, 'it settles between slots');
  });

  it('SERIES that is cancelled starts nothing more', async (t) => {
    const { slots, start, end, manager, count } = await startObservatory(t, THREE);
    const begun = await start('stream', { mode: 'SERIES' });
    await until(() => slots[0]?.session('stream')?.data['stream_on'], 'the first streams');
    await manager.runs.cancel(begun.id);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED', 'CANCELLED', 'CANCELLED']);
    assert.match(slotOf(run, 1).message ?? '', /^Not started/);
    assert.equal(count('start', 'stream'), 1);
  });

  it('SERIES gives each slot the whole timeout, from its own start', async (t) => {
    const { start, end } = await startObservatory(t, THREE);
    // Half a second each: together longer than the timeout.
    const run = await end(
      await start('take_noise', { params: { duration: 50 }, mode: 'SERIES', timeoutSeconds: 1.2 }),
    );
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });

  it('minSlots refuses to start on fewer, and says who could be commanded', async (t) => {
    const { start, count } = await startObservatory(t, THREE);
    await assert.rejects(start('take_noise', { params: SHORT, minSlots: 4 }), (error) => {
      assert.ok(error instanceof RequestError);
      assert.equal(error.code, 'TOO_FEW_SLOTS');
      assert.deepEqual([error.details['minSlots'], (error.details['slots'] as string[]).length], [4, 3]);
      return true;
    });
    assert.equal(count('start', 'take_noise'), 0);
  });

  it('requestId gives the same run again, which is not started twice', async (t) => {
    const { start, end, count } = await startObservatory(t);
    const request = { params: SHORT, requestId: 'mine' };
    const [one, other] = await Promise.all([start('take_noise', request), start('take_noise', request)]);
    assert.equal(one.id, other.id);
    const run = await end(one);
    assert.deepEqual(await start('take_noise', request), run);
    assert.equal(count('start', 'take_noise'), 1);
    await assert.rejects(start('take_iv', { requestId: 'mine' }), refusedWith('REQUEST_ID_REUSED'));
    assert.notEqual((await start('take_noise', { ...request, requestedBy: 'bob' })).id, run.id);
  });

  it('dryRun says who would be commanded with what, starts nothing and keeps nothing', async (t) => {
    const { start, count, manager, slots } = await startObservatory(t, THREE);
    manager.notes.setOutOfService(slots[1]?.address ?? '', {
      since: new Date(),
      by: null,
      reason: 'amplifier',
    });
    const run = await start('take_noise', { params: { ...SHORT, tag: null }, dryRun: true });
    assert.deepEqual(
      [run.dryRun, run.params, statuses(run), run.skipped.map(({ streamId }) => streamId)],
      [true, SHORT, ['PENDING', 'PENDING'], ['ufm_mv3']],
    );
    assert.equal(count('start', 'take_noise'), 0);
    assert.equal(await manager.runs.get(run.id), undefined);
    await assert.rejects(start('make_coffee', { dryRun: true }), refusedWith('UNKNOWN_OPERATION'));
  });

  it('a slot out of service is skipped by all, refused by name, and still stopped', async (t) => {
    const { start, stop, end, manager, slots, others } = await startObservatory(t, THREE);
    const [slot] = slots;
    assert.ok(slot);
    manager.notes.setOutOfService(slot.address, { since: new Date(), by: 'ann', reason: 'amplifier' });
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual(
      [run.status, ...run.slots.map(({ streamId }) => streamId)],
      ['SUCCEEDED', 'ufm_mv3', 'ufm_mv4'],
    );
    assert.match(run.skipped[0]?.reason ?? '', /by ann: amplifier/);
    await assert.rejects(start('take_noise', { streamIds: ['ufm_mv2'] }), refusedWith('OUT_OF_SERVICE'));
    await assert.rejects(start('take_noise', { minSlots: 3 }), refusedWith('TOO_FEW_SLOTS'));
    await others.start(slot.address, 'stream', {});
    await until(() => slot.session('stream')?.data['stream_on'], 'it streams');
    assert.deepEqual(statuses(await end(await stop('stream', ['ufm_mv2']))), ['SUCCEEDED']);
  });

  it('a slot that was given up wants an acknowledgement, or force, until it shows the end', async (t) => {
    const observatory = await startObservatory(t);
    const { start, end, manager, slots } = observatory;
    const [slot] = slots;
    assert.ok(slot);
    const given = await end(await start('take_noise', { params: LONG, timeoutSeconds: 0.5 }));
    assert.deepEqual(statuses(given), ['TIMED_OUT']);
    assert.deepEqual(codesOf(observatory, 0), ['LAST_RUN_GIVEN_UP']);
    await assert.rejects(start('set_biases', { params: { bias: 1 } }), refusedWith('UNACKNOWLEDGED'));
    const forced = await end(await start('set_biases', { params: { bias: 1 }, force: true }));
    assert.match(slotOf(forced).message ?? '', /take_noise is running/);
    manager.notes.settle(slot.address);
    assert.deepEqual(codesOf(observatory, 0), []);
    await end(await start('set_biases', { params: { bias: 1 } }));
  });

  it('a slot that was given up is itself again when it shows the end of the operation', async (t) => {
    const observatory = await startObservatory(t);
    const { start, end } = observatory;
    await end(await start('take_noise', { params: LONG, timeoutSeconds: 0.5 }));
    assert.deepEqual(codesOf(observatory, 0), ['LAST_RUN_GIVEN_UP']);
    await until(() => codesOf(observatory, 0).length === 0, 'the end is seen');
    assert.equal((await end(await start('take_noise', { params: SHORT }))).status, 'SUCCEEDED');
  });

  it('a slot that was given up is itself again also while the run goes on elsewhere', async (t) => {
    const observatory = await startObservatory(t, { slots: [{}, {}] });
    const { start, runWhere } = observatory;
    // The first ends after 4 s, given up after 3; the second is driven until 6 s.
    const begun = await start('take_noise', { params: LONG, mode: 'SERIES', timeoutSeconds: 3 });
    await runWhere(begun, (run) => slotOf(run).status === 'TIMED_OUT', 'the first is given up');
    const late = await runWhere(
      begun,
      (run) => slotOf(run).record?.session.status === 'done',
      'the end of the first is seen',
    );
    assert.deepEqual([late.status, ...statuses(late)], ['RUNNING', 'TIMED_OUT', 'RUNNING']);
    assert.deepEqual(codesOf(observatory, 0), []);
  });
});
