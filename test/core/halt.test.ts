import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../src/core/errors.js';
import { until } from '../until.js';
import { slotOf, startObservatory, statuses, tamperWith } from './observatory.js';

const SCRIPT = { script: '/data/scripts/map.py' };
/** A script then takes two seconds: long enough to be killed. */
const SLOW = { timeScale: 0.1 };
/** Three seconds here: long enough to be looked at, and an end that can be waited for. */
const LONG = { duration: 300 };
const TWO = { slots: [{}, {}] };

// All at once: most of the time is waiting for heartbeats.
describe('stops, aborts and cancels', { concurrency: true }, () => {
  describe('a stop', { concurrency: true }, () => {
    it('of what does not run succeeds and says so', async (t) => {
      const { stop, end } = await startObservatory(t);
      const run = await end(await stop('stream'));
      assert.deepEqual(
        [run.status, run.params, slotOf(run).message],
        ['SUCCEEDED', null, 'stream was not running.'],
      );
    });

    it('never refuses for a name: each slot is tried and gets its outcome', async (t) => {
      const { slots, stop, end, others } = await startObservatory(t, TWO);
      const [alive, gone] = slots;
      assert.ok(alive && gone);
      await others.start(alive.address, 'stream', {});
      await until(() => alive.session('stream')?.data['stream_on'], 'data flow');
      await gone.crash();
      const run = await end(await stop('stream', [alive.streamId, gone.streamId, 'nobody']));
      assert.equal(run.status, 'FAILED');
      const outcomes = Object.fromEntries(run.slots.map((slot) => [slot.instanceId, slot]));
      assert.equal(outcomes[alive.instanceId]?.status, 'SUCCEEDED');
      assert.equal(outcomes[alive.instanceId]?.record?.session.status, 'done');
      assert.equal(outcomes[gone.instanceId]?.status, 'UNREACHABLE');
      assert.match(outcomes[gone.instanceId]?.message ?? '', /could not be reached/);
      assert.equal(outcomes['nobody']?.status, 'UNKNOWN');
      assert.match(outcomes['nobody']?.message ?? '', /No slot is named nobody/);
      assert.equal(alive.hardware.stream.open, false);
    });

    it('of names that nobody has is a run that has ended', async (t) => {
      const { stop, manager } = await startObservatory(t);
      const run = await stop('stream', ['nobody']);
      assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'UNKNOWN']);
      assert.equal((await manager.runs.get(run.id))?.status, 'FAILED');
    });

    it('of a task is refused on the slot, without a word to the agent', async (t) => {
      const { start, stop, end, count } = await startObservatory(t);
      const noise = await start('take_noise', { params: LONG });
      const run = await end(await stop('take_noise'));
      assert.deepEqual(statuses(run), ['REJECTED']);
      assert.match(slotOf(run).message ?? '', /take_noise is a task/);
      assert.equal(count('stop', 'take_noise'), 0);
      assert.equal((await end(noise)).status, 'SUCCEEDED');
    });

    it('of an operation that the agent does not have is rejected in its words', async (t) => {
      const { stop, end } = await startObservatory(t);
      const run = await end(await stop('make_coffee'));
      assert.deepEqual(statuses(run), ['REJECTED']);
      assert.match(slotOf(run).message ?? '', /make_coffee/);
    });
  });

  describe('an abort', { concurrency: true }, () => {
    it('of a task that cannot be aborted is rejected, and not believed', async (t) => {
      const { start, abort, end, count } = await startObservatory(t);
      const noise = await start('take_noise', { params: LONG });
      const run = await end(await abort('take_noise'));
      assert.deepEqual([run.action, ...statuses(run)], ['ABORT', 'REJECTED']);
      assert.match(slotOf(run).message ?? '', /cannot be aborted/);
      assert.equal(count('abort', 'take_noise'), 0);
      assert.equal((await end(noise)).status, 'SUCCEEDED');
    });

    it('of a process is rejected: stop it', async (t) => {
      const { abort, end } = await startObservatory(t);
      assert.match(slotOf(await end(await abort('stream'))).message ?? '', /is a process: stop it/);
    });

    it('of run kills its script by the task abort', async (t) => {
      const { start, abort, end, manager, count } = await startObservatory(t, SLOW);
      const script = await start('run', { params: SCRIPT });
      await manager.runs.waitFor(script.id, 'STARTED', 20);
      const run = await end(await abort('run'));
      assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
      assert.deepEqual([count('start', 'abort'), count('abort', 'run')], [1, 0]);
      const killed = await end(script);
      assert.deepEqual(statuses(killed), ['FAILED']);
      assert.match(slotOf(killed).message ?? '', /exit code None/);
    });
  });

  describe('a cancel', { concurrency: true }, () => {
    it('stops processes, whose slots are then cancelled', async (t) => {
      const { start, end, manager } = await startObservatory(t, TWO);
      const begun = await start('stream');
      await manager.runs.waitFor(begun.id, 'READY', 20);
      await manager.runs.cancel(begun.id);
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED', 'CANCELLED']);
      assert.equal(slotOf(run).record?.session.status, 'done');
    });

    it('kills a script of ours', async (t) => {
      const { start, end, manager } = await startObservatory(t, SLOW);
      const begun = await start('run', { params: SCRIPT });
      await manager.runs.waitFor(begun.id, 'STARTED', 20);
      await manager.runs.cancel(begun.id);
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED']);
    });

    it('of what cannot be aborted says why, keeps the run open, and tells its true end', async (t) => {
      const { start, end, manager } = await startObservatory(t);
      const begun = await start('take_noise', { params: LONG });
      await manager.runs.waitFor(begun.id, 'STARTED', 20);
      const open = await manager.runs.cancel(begun.id);
      assert.deepEqual([open.status, ...statuses(open)], ['RUNNING', 'RUNNING']);
      assert.match(slotOf(open).message ?? '', /cannot be aborted/);
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'SUCCEEDED']);
    });

    it('of a stop ends our waiting', async (t) => {
      const tamper = tamperWith('stop', () => new Promise(() => {}));
      const { start, stop, end, manager } = await startObservatory(t, { slots: [{ tamper }] });
      const streaming = await start('stream');
      await manager.runs.waitFor(streaming.id, 'READY', 20);
      const begun = await stop('stream');
      await manager.runs.cancel(begun.id);
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['CANCELLED', 'CANCELLED']);
      assert.equal((await manager.runs.get(streaming.id))?.status, 'RUNNING');
    });

    it('leaves a run that has ended as it is, and refuses an id that no run has', async (t) => {
      const { stop, end, manager } = await startObservatory(t);
      const ended = await end(await stop('stream'));
      assert.deepEqual(await manager.runs.cancel(ended.id), ended);
      await assert.rejects(manager.runs.cancel('no-run'), (error) => {
        assert.ok(error instanceof RequestError);
        assert.deepEqual([error.code, error.details], ['UNKNOWN_RUN', { id: 'no-run' }]);
        return true;
      });
    });
  });
});
