import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import type { Run } from '../../../src/core/runs/run.js';
import { SEEN } from '../fixtures.js';
import { slotOf, startObservatory, statuses } from '../observatory.js';

const LONG = { duration: 300 };
const TWO = { slots: [{}, {}] };

const allRun = (run: Run) => statuses(run).every((status) => status === 'RUNNING');

describe('while a run is open', () => {
  it('a broken connection loses nothing: the run has its true outcome', async (t) => {
    const { clock, slots, link, core, start, end, happened, count } = await startObservatory(t, TWO);
    slots[1]?.failNext('take_noise', 'no tones');
    const begun = await start('take_noise', { params: LONG });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'both run');
    link.drop();
    await clock.advance(3000);
    link.restore();
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'SUCCEEDED', 'FAILED']);
    assert.equal(slotOf(run, 1).message, 'no tones');
    assert.deepEqual(
      run.slots.map(({ inferred }) => inferred),
      [false, false],
    );
    assert.equal(count('start', 'take_noise'), 2);
    assert.deepEqual(
      happened.filter((what) => !what.startsWith('ADDED')),
      [],
    );
  });

  it('a start right after an outage waits for the heartbeat of an agent that restarted', async (t) => {
    const { clock, slots, link, core, start, end } = await startObservatory(t);
    link.drop();
    await clock.advance(500);
    await clock.settle(slots[0]?.restart() ?? Promise.resolve(), 'the agent restarts');
    link.restore();
    await clock.settle(core.connection.connected(), 'the link is back');
    const run = await end(await start('take_noise', { params: { duration: 10 } }));
    assert.deepEqual(statuses(run), ['SUCCEEDED']);
  });

  it('an outage of the router for longer than the expire time expires nothing and loses nothing', async (t) => {
    const { clock, realm, core, start, end, happened } = await startObservatory(t);
    const begun = await start('take_noise', { params: LONG });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'it runs');
    realm.down();
    await clock.advance(60_000);
    await assert.rejects(start('take_noise'), (error) => {
      assert.ok(error instanceof RequestError);
      assert.equal(error.code, 'NOT_CONNECTED');
      assert.match(error.message, /Not connected to the router/);
      return true;
    });
    assert.deepEqual(statuses((await core.runs.get(begun.id)) ?? begun), ['RUNNING']);
    realm.up();
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
    assert.deepEqual(
      happened.filter((what) => !what.startsWith('ADDED')),
      [],
    );
  });

  it('a series continues with its next slot when the connection is back', async (t) => {
    const { clock, link, start, end, runWhere, count } = await startObservatory(t, TWO);
    const begun = await start('take_noise', { params: { duration: 10 }, maxConcurrency: 1 });
    await runWhere(begun, (run) => statuses(run)[0] === 'RUNNING', 'the first runs');
    await clock.advance(9000);
    link.drop();
    await clock.advance(12_000);
    link.restore();
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    assert.equal(slotOf(run, 1).message, null);
    assert.equal(count('start', 'take_noise'), 2);
  });

  it('a series waits for the connection only for a limited time, and can be cancelled while it waits', async (t) => {
    for (const isCancelled of [false, true]) {
      const { clock, link, core, start, runWhere } = await startObservatory(t, TWO);
      const begun = await start('take_noise', { params: { duration: 10 }, maxConcurrency: 1 });
      await runWhere(begun, (run) => statuses(run)[0] === 'RUNNING', 'the first runs');
      await clock.advance(9000);
      link.drop();
      await clock.advance(5000);
      if (isCancelled) void core.runs.cancel(begun.id);
      const [, status] = statuses(
        await runWhere(begun, (run) => statuses(run)[1] !== 'PENDING', 'the second'),
      );
      assert.equal(status, isCancelled ? 'NOT_STARTED' : 'UNREACHABLE');
    }
  });

  it('our own pause does not count as silence of a slot', async (t) => {
    for (const slots of [[{}], [{}, {}]]) {
      const { clock, core, start, end, happened } = await startObservatory(t, { slots });
      const begun = await start('take_noise', { params: { duration: 20 } });
      await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'it runs');
      // Our process is paused for 25 s: no timer fires, and afterwards the first check finds silence.
      await clock.pause(25_000);
      const run = await end(begun);
      assert.equal(run.status, 'SUCCEEDED');
      assert.deepEqual(
        happened.filter((what) => !what.startsWith('ADDED')),
        [],
      );
    }
  });

  it('our own pause until after the timeout does not make a good run TIMED_OUT', async (t) => {
    const { clock, core, start, end } = await startObservatory(t);
    const begun = await start('take_noise', { params: { duration: 20 }, timeoutSeconds: 24 });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'it runs');
    await clock.advance(10_000);
    await clock.pause(25_000);
    assert.equal((await end(begun)).status, 'SUCCEEDED');
  });

  it('a clock that is set back, or forward, expires nothing', async (t) => {
    for (const step of [-3600_000, 3600_000]) {
      const { clock, core, start, end, happened } = await startObservatory(t);
      const begun = await start('take_noise', { params: { duration: 60 } });
      await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'it runs');
      clock.setBack(step);
      await clock.advance(5000);
      assert.deepEqual(
        happened.filter((what) => !what.startsWith('ADDED')),
        [],
      );
      assert.equal((await end(begun)).status, 'SUCCEEDED');
    }
  });

  it('a slot that falls silent is LOST; it stays so if its agent comes back without the session', async (t) => {
    const { clock, slots, start, end, runWhere } = await startObservatory(t, TWO);
    const begun = await start('take_noise', { params: LONG });
    await runWhere(begun, allRun, 'both run');
    await clock.settle(slots[0]?.crash() ?? Promise.resolve(), 'the agent is gone');
    const lost = await runWhere(begun, (run) => slotOf(run).status === 'LOST', 'the first is lost');
    assert.deepEqual([lost.status, slotOf(lost, 1).status], ['RUNNING', 'RUNNING']);
    assert.match(slotOf(lost).message ?? '', /No heartbeat since/);
    await clock.settle(slots[0]?.restart() ?? Promise.resolve(), 'it is back');
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'LOST', 'SUCCEEDED']);
    assert.match(slotOf(run).message ?? '', /restarted/);
  });

  it('a slot that falls silent, as the only one of its run, returns to its true status', async (t) => {
    const { slots, start, end, runWhere, happened } = await startObservatory(t);
    const begun = await start('take_noise', { params: LONG });
    await runWhere(begun, allRun, 'it runs');
    const silence = slots[0]?.fault({ kind: 'silent' });
    const lost = await runWhere(begun, (run) => slotOf(run).status === 'LOST', 'it is lost');
    assert.deepEqual([lost.status, lost.endTime], ['RUNNING', null]);
    silence?.close();
    const back = await runWhere(begun, (run) => slotOf(run).status !== 'LOST', 'it is back');
    assert.deepEqual([slotOf(back).status, slotOf(back).message], ['RUNNING', null]);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
    assert.deepEqual(happened.slice(1), ['EXPIRED pysmurf-controller-s2', 'RETURNED pysmurf-controller-s2']);
  });

  it('a slot that stays silent keeps its run open for a limited time', async (t) => {
    const { slots, start, end, runWhere, core } = await startObservatory(t, { lostSeconds: 120 });
    const begun = await start('take_noise', { params: LONG });
    await runWhere(begun, allRun, 'it runs');
    slots[0]?.fault({ kind: 'silent' });
    const lost = await runWhere(begun, (run) => slotOf(run).status === 'LOST', 'it is lost');
    assert.ok(lost);
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'LOST']);
    assert.ok((run.endTime?.getTime() ?? 0) - run.startTime.getTime() < 150_000);
    assert.equal(core.marks.unresolved(slots[0]?.address ?? '')[0]?.status, 'LOST');
  });

  it('a slot that is LOST is no longer waited for when somebody acknowledges it', async (t) => {
    const { slots, start, end, runWhere, core } = await startObservatory(t);
    const begun = await start('take_noise', { params: LONG });
    await runWhere(begun, allRun, 'it runs');
    slots[0]?.fault({ kind: 'silent' });
    await runWhere(begun, (run) => slotOf(run).status === 'LOST', 'it is lost');
    core.marks.acknowledge(slots[0]?.address ?? '', SEEN);
    assert.deepEqual(statuses(await end(begun)), ['LOST']);
    assert.deepEqual(core.marks.unresolved(slots[0]?.address ?? ''), []);
  });

  it('the timeout also counts for a slot that was LOST and came back', async (t) => {
    const { slots, start, end, runWhere } = await startObservatory(t, TWO);
    for (const slot of slots) slot.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await start('take_noise', { params: LONG, timeoutSeconds: 100 });
    await runWhere(begun, allRun, 'both run');
    const silence = slots[0]?.fault({ kind: 'silent' });
    await runWhere(begun, (run) => statuses(run)[0] === 'LOST', 'the silent slot is LOST');
    silence?.close();
    const back = await runWhere(begun, (run) => statuses(run)[0] === 'RUNNING', 'it is back');
    assert.equal(back.slots[0]?.message, null);
    assert.deepEqual(statuses(await end(begun)), ['TIMED_OUT', 'TIMED_OUT']);
  });

  it('an agent that restarts between two heartbeats has lost its session', async (t) => {
    const { clock, slots, start, end, core } = await startObservatory(t);
    const begun = await start('take_noise', { params: LONG });
    await clock.settle(core.runs.waitFor(begun.id, 'STARTED', 20), 'it runs');
    await clock.settle(slots[0]?.restart() ?? Promise.resolve(), 'it is back');
    const run = await end(begun);
    assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'LOST']);
    assert.match(slotOf(run).message ?? '', /restarted while the operation ran/);
    const { record } = slotOf(run);
    assert.deepEqual([record?.session.success, record?.evicted], [null, true], 'our last copy stays');
  });
});
