import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../src/core/errors.js';
import { meetsMinimum, type Run, runSuccess } from '../../src/core/run.js';
import { until } from '../until.js';
import { startObservatory, statuses } from './observatory.js';

const SHORT = { duration: 10 };
/** Three seconds here: longer than anything that a test does meanwhile. */
const LONG = { duration: 300 };
const THREE = { slots: [{}, {}, {}] };

const refusedWith = (code: string) => (error: unknown) =>
  error instanceof RequestError && error.code === code;

/** When each slot's session began and ended, in the order of the slots. */
const spans = (run: Run) =>
  run.slots.map(({ record }) => ({
    start: record?.session.start_time ?? Number.NaN,
    end: record?.session.end_time ?? Number.NaN,
  }));

describe('what a request can ask for', { concurrency: true }, () => {
  it('SERIES: each slot starts when the one before has ended and settled', async (t) => {
    const { start, end } = await startObservatory(t, THREE);
    const run = await end(await start('take_noise', { params: SHORT, mode: 'SERIES', settleSeconds: 0.2 }));
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    const [first, second, third] = spans(run);
    assert.ok(first && second && third);
    assert.ok(second.start >= first.end + 0.2, 'the second began after the first had settled');
    assert.ok(third.start >= second.end + 0.2, 'the third began after the second had settled');
  });

  it('SERIES goes on after a slot that failed', async (t) => {
    const { slots, start, end } = await startObservatory(t, THREE);
    slots[0]?.failNext('take_noise', 'Traceback: no tones');
    const run = await end(await start('take_noise', { params: SHORT, mode: 'SERIES' }));
    assert.deepEqual(statuses(run), ['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.equal(run.status, 'FAILED');
  });

  it('SERIES, cancelled, starts nothing more', async (t) => {
    const { manager, start, end, count, runWhere } = await startObservatory(t, THREE);
    const begun = await start('stream', { params: {}, mode: 'SERIES' });
    await runWhere(begun, ({ slots }) => slots[0]?.status === 'READY', 'the first slot streams');
    await manager.runs.cancel(begun.id);
    const run = await end(begun);
    assert.equal(run.status, 'CANCELLED');
    assert.deepEqual(statuses(run), ['CANCELLED', 'CANCELLED', 'CANCELLED']);
    assert.match(run.slots[2]?.message ?? '', /Not started/);
    assert.equal(count('start', 'stream'), 1);
  });

  it('SERIES: each slot has the whole timeout, from its own start', async (t) => {
    const { start, end } = await startObservatory(t, THREE);
    const timeoutSeconds = 4;
    // One and a half seconds each: together longer than the timeout of one.
    const params = { duration: 150 };
    const run = await end(await start('take_noise', { params, mode: 'SERIES', timeoutSeconds }));
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    const [first, , third] = spans(run);
    assert.ok(first && third && third.end - first.start > timeoutSeconds);
  });

  it('a minimum of slots: with fewer nothing starts, and the end is judged by it', async (t) => {
    const { slots, start, end, count } = await startObservatory(t, THREE);
    await assert.rejects(start('take_noise', { params: SHORT, minSlots: 4 }), refusedWith('TOO_FEW_SLOTS'));
    assert.equal(count('start', 'take_noise'), 0);
    slots[1]?.failNext('take_noise', 'Traceback: no tones');
    const begun = await start('take_noise', { params: SHORT, minSlots: 2 });
    assert.equal(meetsMinimum(begun), null);
    const run = await end(begun);
    assert.deepEqual([run.status, meetsMinimum(run), runSuccess(run)], ['FAILED', true, false]);
  });

  it('a request id: the same again gives the same run, also at the same time', async (t) => {
    const { start, end, count } = await startObservatory(t, { slots: [{}] });
    const request = { params: SHORT, requestId: 'tonight-1' };
    const [one, other] = await Promise.all([start('take_noise', request), start('take_noise', request)]);
    assert.equal(one.id, other.id);
    const ended = await end(one);
    const again = await start('take_noise', request);
    assert.deepEqual([again.id, again.status], [ended.id, 'SUCCEEDED']);
    assert.equal(count('start', 'take_noise'), 1);
  });

  it('a request id belongs to one caller and one request', async (t) => {
    const { start, end } = await startObservatory(t, { slots: [{}] });
    const mine = await end(await start('take_noise', { params: SHORT, requestId: '1', requestedBy: 'me' }));
    await assert.rejects(
      start('take_noise', { params: LONG, requestId: '1', requestedBy: 'me' }),
      (error) =>
        refusedWith('REQUEST_ID_REUSED')(error) && (error as RequestError).details['runId'] === mine.id,
    );
    const yours = await start('take_noise', { params: SHORT, requestId: '1', requestedBy: 'you' });
    assert.notEqual(yours.id, mine.id);
    await end(yours);
  });

  it('a request id whose request was refused is free again', async (t) => {
    const { start, end } = await startObservatory(t, { slots: [{}] });
    const refused = start('take_noise', { streamIds: ['nobody'], requestId: '1' });
    await assert.rejects(refused, refusedWith('UNKNOWN_STREAM_ID'));
    await end(await start('take_noise', { params: SHORT, requestId: '1' }));
  });

  it('a rehearsal says who would be commanded with what, starts nothing and is not kept', async (t) => {
    const { start, count, manager } = await startObservatory(t, THREE);
    const run = await start('take_noise', { params: { duration: 5, tag: null }, dryRun: true });
    assert.deepEqual(
      [run.dryRun, run.status, runSuccess(run), run.params],
      [true, 'CANCELLED', null, { duration: 5 }],
    );
    assert.deepEqual(statuses(run), ['PENDING', 'PENDING', 'PENDING']);
    assert.equal(count('start', 'take_noise'), 0);
    assert.equal(await manager.runs.get(run.id), undefined);
  });
});

describe('the timeout of a run', () => {
  it('runs out also for a slot that was LOST meanwhile and came back', async (t) => {
    const { slots, start, end, runWhere } = await startObservatory(t, {
      slots: [{}, {}],
      expireTimeMs: 2000,
    });
    for (const slot of slots) slot.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await start('take_noise', { params: SHORT, timeoutSeconds: 10 });
    const silence = slots[0]?.fault({ kind: 'silent' });
    await runWhere(begun, (run) => statuses(run)[0] === 'LOST', 'the silent slot is LOST');
    silence?.close();
    const back = await runWhere(begun, (run) => statuses(run)[0] === 'RUNNING', 'it is back');
    assert.equal(back.slots[0]?.message, null);
    assert.deepEqual(statuses(await end(begun)), ['TIMED_OUT', 'TIMED_OUT']);
  });
});

describe('slots that people keep out of service', { concurrency: true }, () => {
  const note = { since: new Date(), by: 'ada', reason: 'new cable' };

  it('are skipped by "all", which says so, and refused by name', async (t) => {
    const { slots, start, end, manager } = await startObservatory(t, THREE);
    const [out] = slots;
    assert.ok(out);
    manager.notes.setOutOfService(out.address, note);
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED']);
    assert.equal(run.status, 'SUCCEEDED');
    assert.deepEqual(
      run.skipped.map(({ instanceId }) => instanceId),
      [out.instanceId],
    );
    assert.match(run.skipped[0]?.reason ?? '', /by ada: new cable/);
    const byName = start('take_noise', { params: SHORT, streamIds: [out.streamId] });
    await assert.rejects(byName, refusedWith('OUT_OF_SERVICE'));
    manager.notes.setOutOfService(out.address, null);
    const all = await end(await start('take_noise', { params: SHORT }));
    assert.equal(all.slots.length, 3);
  });

  it('are stopped all the same', async (t) => {
    const { slots, start, stop, end, manager } = await startObservatory(t, { slots: [{}] });
    const streaming = await start('stream', { params: {} });
    const [out] = slots;
    assert.ok(out);
    manager.notes.setOutOfService(out.address, note);
    assert.deepEqual(statuses(await end(await stop('stream'))), ['SUCCEEDED']);
    await end(streaming);
  });
});

describe('a slot whose last run was given up', { concurrency: true }, () => {
  it('is refused until someone acknowledges or forces it, and says so in its problems', async (t) => {
    const { slots, start, end, manager } = await startObservatory(t, { slots: [{}] });
    const [slot] = slots;
    assert.ok(slot);
    const given = await end(await start('take_noise', { params: LONG, timeoutSeconds: 0.2 }));
    assert.deepEqual(statuses(given), ['TIMED_OUT']);
    assert.equal(manager.notes.concern(slot.address)?.runId, given.id);
    const next = () => start('all_off', { params: {} });
    await assert.rejects(next(), refusedWith('UNACKNOWLEDGED'));
    const forced = await end(await start('all_off', { params: {}, force: true }));
    assert.deepEqual(statuses(forced), ['FAILED'], 'the slot still held its lock');
    manager.notes.settle(slot.address);
    await end(await next());
  });

  it('is itself again when the session that was given up has ended', async (t) => {
    const { slots, start, end, manager } = await startObservatory(t, { slots: [{}] });
    const [slot] = slots;
    assert.ok(slot);
    await end(await start('take_noise', { params: { duration: 100 }, timeoutSeconds: 0.2 }));
    assert.ok(manager.notes.concern(slot.address));
    await until(() => manager.notes.concern(slot.address) === null, 'the end of the session is seen');
    assert.deepEqual(statuses(await end(await start('take_noise', { params: SHORT }))), ['SUCCEEDED']);
  });

  it('is itself again also while its run goes on elsewhere', async (t) => {
    const { slots, start, runWhere, manager } = await startObservatory(t, { slots: [{}, {}] });
    const [slot] = slots;
    assert.ok(slot);
    // The first works for 4 s and is given up after 3; the second is driven until 6 s.
    const params = { duration: 400 };
    const begun = await start('take_noise', { params, mode: 'SERIES', timeoutSeconds: 3 });
    await runWhere(begun, (run) => run.slots[0]?.status === 'TIMED_OUT', 'the first is given up');
    assert.ok(manager.notes.concern(slot.address));
    const isEndSeen = (run: Run) => run.slots[0]?.record?.session.status === 'done';
    const run = await runWhere(begun, isEndSeen, 'the end of the first is seen');
    assert.deepEqual([run.status, ...statuses(run)], ['RUNNING', 'TIMED_OUT', 'RUNNING']);
    assert.equal(manager.notes.concern(slot.address), null);
  });
});
