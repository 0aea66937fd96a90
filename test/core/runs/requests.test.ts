import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { meetsMinimum, runSuccess } from '../../../src/core/runs/run.js';
import { runSummary } from '../../../src/core/runs/run-summary.js';
import { SEEN } from '../fixtures.js';
import { slotOf, startObservatory, statuses } from '../observatory.js';

const SHORT = { duration: 10 };
const LONG = { duration: 300 };
const THREE = { slots: [{}, {}, {}] };

const rejectedWith = (code: string) => (error: unknown) =>
  error instanceof RequestError && error.code === code;

describe('options of a request', () => {
  it('minSlots: with fewer slots nothing starts, and the end is compared with it', async (t) => {
    const { slots, start, end, count } = await startObservatory(t, THREE);
    await assert.rejects(start('take_noise', { params: SHORT, minSlots: 4 }), rejectedWith('TOO_FEW_SLOTS'));
    assert.equal(count('start', 'take_noise'), 0);
    slots[1]?.failNext('take_noise', 'Traceback: no tones');
    const begun = await start('take_noise', { params: SHORT, minSlots: 2 });
    assert.equal(meetsMinimum(begun), null);
    const run = await end(begun);
    assert.deepEqual([run.status, meetsMinimum(run), runSuccess(run)], ['FAILED', true, false]);
  });

  it('a request id: the same request returns the same run, also at the same time', async (t) => {
    const { start, end, count } = await startObservatory(t);
    const request = { params: SHORT, requestId: 'tonight-1' };
    const [one, other] = await Promise.all([start('take_noise', request), start('take_noise', request)]);
    assert.equal(one.id, other.id);
    const ended = await end(one);
    const again = await start('take_noise', request);
    assert.deepEqual([again.id, again.status], [ended.id, 'SUCCEEDED']);
    assert.equal(count('start', 'take_noise'), 1);
  });

  it('a request id belongs to one caller and one request', async (t) => {
    const { start, end } = await startObservatory(t);
    const mine = await end(await start('take_noise', { params: SHORT, requestId: '1', requestedBy: 'me' }));
    await assert.rejects(
      start('take_noise', { params: LONG, requestId: '1', requestedBy: 'me' }),
      (error) =>
        rejectedWith('REQUEST_ID_REUSED')(error) && (error as RequestError).details['runId'] === mine.id,
    );
    const yours = await start('take_noise', { params: SHORT, requestId: '1', requestedBy: 'you' });
    assert.notEqual(yours.id, mine.id);
  });

  it('a request id whose request was rejected is free again', async (t) => {
    const { start, end } = await startObservatory(t);
    const rejected = start('take_noise', { streamIds: ['nobody'], requestId: '1' });
    await assert.rejects(rejected, rejectedWith('UNKNOWN_STREAM_ID'));
    assert.equal(
      (await end(await start('take_noise', { params: SHORT, requestId: '1' }))).status,
      'SUCCEEDED',
    );
  });

  it('a run during the initial scan is rejected as NOT_READY', async (t) => {
    const { clock, start } = await startObservatory(t, { early: true });
    await clock.advance(1500);
    await assert.rejects(start('take_noise'), rejectedWith('NOT_READY'));
  });
});

describe('a run on all', () => {
  it('has no names, or only the reserved name all', async (t) => {
    const { start, end, stop, core } = await startObservatory(t, THREE);
    const run = await end(await start('take_noise', { params: SHORT, streamIds: ['all'] }));
    assert.deepEqual([run.slots.length, run.status], [3, 'SUCCEEDED']);
    assert.equal(stop('stream', ['all']).slots.length, 3);
    await assert.rejects(
      start('take_noise', { streamIds: ['all', 'ufm_mv2'] }),
      rejectedWith('UNKNOWN_STREAM_ID'),
    );
    assert.equal(core.runs.open.length, 1);
  });

  it('must be explicit with --explicit-slots, by name or with all', async (t) => {
    const { start, end, stop, count } = await startObservatory(t, { ...THREE, explicitSlots: true });
    await assert.rejects(start('take_noise', { params: SHORT }), (error) => {
      assert.ok(rejectedWith('SLOTS_REQUIRED')(error));
      assert.match((error as Error).message, /streamIds is missing.*use streamIds: \["all"\]/);
      return true;
    });
    assert.equal(count('start', 'take_noise'), 0);
    assert.equal(
      (await end(await start('take_noise', { params: SHORT, streamIds: ['all'] }))).slots.length,
      3,
    );
    const one = await end(await start('take_noise', { params: SHORT, streamIds: ['ufm_mv2'] }));
    assert.equal(one.slots.length, 1);
    assert.equal(stop('stream').slots.length, 3, 'a stop needs no names');
  });

  it('leaves out a silent slot, and reports that', async (t) => {
    const { clock, slots, start, end, happened } = await startObservatory(t, THREE);
    const [, silent] = slots;
    await clock.settle(silent?.crash() ?? Promise.resolve(), 'its agent is gone');
    await clock.until(() => happened.includes(`EXPIRED ${silent?.instanceId}`), 'it has expired');
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual([run.status, statuses(run)], ['SUCCEEDED', ['SUCCEEDED', 'SUCCEEDED']]);
    assert.deepEqual(
      run.skipped.map(({ instanceId, code }) => [instanceId, code]),
      [[silent?.instanceId, 'EXPIRED']],
    );
    assert.equal(
      runSummary(run),
      'Commanded 2 of 3 slots; skipped ufm_mv3: expired. take_noise succeeded on 2 slots.',
    );
  });

  it('leaves out a slot that is out of service; a run that names it is rejected', async (t) => {
    const { slots, start, end, core } = await startObservatory(t, THREE);
    const [out] = slots;
    assert.ok(out);
    core.marks.setOutOfService(out.address, { since: new Date(), by: 'ada', reason: 'new cable' });
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.deepEqual([run.status, statuses(run)], ['SUCCEEDED', ['SUCCEEDED', 'SUCCEEDED']]);
    assert.deepEqual(
      run.skipped.map(({ instanceId, code }) => [instanceId, code]),
      [[out.instanceId, 'OUT_OF_SERVICE']],
    );
    assert.match(run.skipped[0]?.reason ?? '', /by ada \(reason: new cable\)/);
    const byName = start('take_noise', { params: SHORT, streamIds: [out.streamId] });
    await assert.rejects(byName, rejectedWith('OUT_OF_SERVICE'));
    core.marks.setOutOfService(out.address, null);
    assert.equal((await end(await start('take_noise', { params: SHORT }))).slots.length, 3);
  });

  it('leaves out a slot whose outcome is unknown, and the summary begins with it', async (t) => {
    const { slots, start, end } = await startObservatory(t, THREE);
    const [stuck] = slots;
    assert.ok(stuck);
    stuck.fault({ kind: 'hang', operation: 'take_iv' });
    await end(await start('take_iv', { streamIds: [stuck.streamId], timeoutSeconds: 60 }));
    const run = await end(await start('take_noise', { params: SHORT }));
    assert.equal(run.skipped[0]?.code, 'OUTCOME_UNKNOWN');
    assert.match(
      runSummary(run) ?? '',
      /^Commanded 2 of 3 slots; skipped ufm_mv2: outcome of take_iv unknown\./,
    );
    assert.equal(runSuccess(run), true, 'success speaks of the commanded slots');
  });

  it('with a minimum counts the slots that are commanded', async (t) => {
    const { slots, start, core } = await startObservatory(t, THREE);
    core.marks.setOutOfService(slots[0]?.address ?? '', { since: new Date(), by: null, reason: 'x' });
    await assert.rejects(start('take_noise', { minSlots: 3 }), rejectedWith('TOO_FEW_SLOTS'));
  });
});

describe('a slot whose outcome is unknown', () => {
  it('is rejected by name until somebody acknowledges or forces it, and has a problem', async (t) => {
    const { slots, start, end, core } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    const given = await end(await start('take_noise', { params: LONG, timeoutSeconds: 5 }));
    assert.deepEqual(statuses(given), ['TIMED_OUT']);
    assert.equal(core.marks.unresolved(slot.address)[0]?.runId, given.id);
    const next = (change = {}) => start('all_off', { streamIds: [slot.streamId], ...change });
    await assert.rejects(next(), rejectedWith('UNACKNOWLEDGED'));
    const forced = await end(await next({ force: true }));
    assert.deepEqual(statuses(forced), ['FAILED'], 'the slot still held its lock');
    core.marks.acknowledge(slot.address, SEEN);
    await end(await next());
  });

  it('is normal again when the session that timed out has ended', async (t) => {
    const { clock, slots, start, end, core } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await end(await start('take_noise', { params: { duration: 100 }, timeoutSeconds: 5 }));
    assert.equal(core.marks.unresolved(slot.address).length, 1);
    await clock.until(() => core.marks.unresolved(slot.address).length === 0, 'the end is seen');
    assert.deepEqual(statuses(await end(await start('take_noise', { params: SHORT }))), ['SUCCEEDED']);
  });

  it('stays unknown when another run on it is LOST and comes back', async (t) => {
    const { clock, slots, start, end, core, runWhere } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    slot.fault({ kind: 'hang', operation: 'take_iv' });
    const stuck = await end(await start('take_iv', { timeoutSeconds: 10 }));
    const forced = await start('check_state', { force: true });
    const other = await start('run', { params: { script: '/data/scripts/map.py' }, force: true });
    const silence = slot.fault({ kind: 'silent' });
    await runWhere(other, (run) => slotOf(run).status !== 'RUNNING', 'the other run is LOST or over');
    silence.close();
    await clock.advance(30_000);
    assert.deepEqual(
      core.marks.unresolved(slot.address).map(({ runId }) => runId),
      [stuck.id],
    );
    assert.ok(forced);
  });
});
