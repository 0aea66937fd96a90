import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RequestError } from '../../src/core/errors.js';
import { createRouter } from '../../src/simulator/router/router.js';
import { until } from '../until.js';
import { slotOf, startObservatory, statuses, tamperWith } from './observatory.js';

const LONG = { duration: 400 };
const SHORT = { duration: 10 };
const EXPIRE_MS = 2500;

const never = () => new Promise(() => {});

// All at once: most of the time is waiting for heartbeats.
describe('answers and agents that are lost', { concurrency: true }, () => {
  describe('a start whose answer was lost', { concurrency: true }, () => {
    it('is looked up, never sent twice, and what it began is told as inferred', async (t) => {
      const tamper = tamperWith('start', async (ask) => {
        await ask();
        return never();
      });
      const { start, end, count } = await startObservatory(t, { slots: [{ tamper }] });
      const run = await end(await start('take_noise', { params: { duration: 1150 } }));
      assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
      assert.equal(slotOf(run).inferred, true);
      assert.equal(count('start', 'take_noise'), 1);
    });

    it('is found also when it has ended meanwhile', async (t) => {
      const tamper = tamperWith('start', async (ask) => {
        await ask();
        throw new Error('the answer could not be encoded');
      });
      const { slots, start, end, count } = await startObservatory(t, { slots: [{ tamper }] });
      slots[0]?.failNext('take_noise', 'no tones');
      const run = await end(await start('take_noise', { params: SHORT }));
      assert.deepEqual(
        [slotOf(run).status, slotOf(run).inferred, slotOf(run).message],
        ['FAILED', true, 'no tones'],
      );
      assert.equal(count('start', 'take_noise'), 1);
    });

    it('is UNKNOWN if the agent has no session newer than the last one seen', async (t) => {
      let deaf = false;
      const tamper = tamperWith('start', (ask) => {
        if (deaf) throw new Error('lost on the way');
        return ask();
      });
      const { start, end, count } = await startObservatory(t, { slots: [{ tamper }] });
      assert.equal((await end(await start('take_noise', { params: SHORT }))).status, 'SUCCEEDED');
      deaf = true;
      const run = await end(await start('take_noise', { params: SHORT }));
      assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'UNKNOWN']);
      assert.match(slotOf(run).message ?? '', /may not have started/);
      assert.equal(slotOf(run).inferred, false);
      assert.equal(count('start', 'take_noise'), 2, 'once for each run');
    });

    it('is looked up when the link was lost on the way', async (t) => {
      const tamper = tamperWith('start', async (ask) => {
        await ask();
        observatory.router.drop();
        return never();
      });
      const observatory = await startObservatory(t, { slots: [{ tamper }] });
      const { start, end, count } = observatory;
      const run = await end(await start('take_noise', { params: LONG }));
      assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
      assert.equal(slotOf(run).inferred, true);
      assert.equal(count('start', 'take_noise'), 1);
    });

    it('that comes after the run was given up is not followed', async (t) => {
      let answered = false;
      const tamper = tamperWith('start', async (ask) => {
        const reply = await ask();
        await sleep(1000);
        answered = true;
        return reply;
      });
      const { start, end, manager, calls } = await startObservatory(t, { slots: [{ tamper }] });
      const run = await end(await start('take_noise', { params: LONG, timeoutSeconds: 0.3 }));
      assert.deepEqual(statuses(run), ['TIMED_OUT']);
      manager.close();
      await until(() => answered, 'the answer has come');
      const asked = calls.length;
      await sleep(2000);
      assert.equal(calls.length, asked);
    });

    it('was not sent to an agent that is not there: UNREACHABLE', async (t) => {
      const { slots, start, end } = await startObservatory(t, { slots: [{}, {}] });
      await slots[0]?.crash();
      const run = await end(await start('take_noise', { params: SHORT }));
      assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'UNREACHABLE', 'SUCCEEDED']);
      assert.match(slotOf(run).message ?? '', /nothing was sent/);
    });
  });

  describe('while a run goes on', { concurrency: true }, () => {
    it('a dropped link loses nothing: the run ends truly', async (t) => {
      const { slots, router, manager, start, end, told, count } = await startObservatory(t, {
        slots: [{}, {}],
      });
      slots[1]?.failNext('take_noise', 'no tones');
      const begun = await start('take_noise', { params: LONG });
      await manager.runs.waitFor(begun.id, 'STARTED', 20);
      router.drop();
      await until(() => !manager.connection.link.connected, 'the link is lost');
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'SUCCEEDED', 'FAILED']);
      assert.equal(slotOf(run, 1).message, 'no tones');
      assert.deepEqual(
        run.slots.map(({ inferred }) => inferred),
        [false, false],
      );
      assert.equal(count('start', 'take_noise'), 2);
      assert.deepEqual(
        told.filter((what) => !what.startsWith('ADDED')),
        [],
      );
    });

    it('an outage longer than the expire time expires nothing and loses nothing', async (t) => {
      const { router, manager, start, end, told } = await startObservatory(t, { expireTimeMs: EXPIRE_MS });
      const begun = await start('take_noise', { params: { duration: 700 } });
      await manager.runs.waitFor(begun.id, 'STARTED', 20);
      await router.close();
      await sleep(EXPIRE_MS + 2000);
      await assert.rejects(start('take_noise'), (error) => {
        assert.ok(error instanceof RequestError);
        assert.equal(error.code, 'NOT_CONNECTED');
        assert.match(error.message, /no link to the router/);
        return true;
      });
      assert.deepEqual(statuses((await manager.runs.get(begun.id)) ?? begun), ['RUNNING']);
      const again = await createRouter({ port: Number(new URL(router.url).port) });
      t.after(() => again.close());
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED']);
      assert.deepEqual(
        told.filter((what) => !what.startsWith('ADDED')),
        [],
      );
    });

    it('a slot that falls silent is LOST; it stays so if its agent comes back without the session', async (t) => {
      const { slots, start, end, runWhere } = await startObservatory(t, {
        slots: [{}, {}],
        expireTimeMs: EXPIRE_MS,
      });
      const begun = await start('take_noise', { params: { duration: 1200 } });
      await runWhere(begun, (run) => statuses(run).every((status) => status === 'RUNNING'), 'both run');
      await slots[0]?.crash();
      const lost = await runWhere(begun, (run) => slotOf(run).status === 'LOST', 'the first is lost');
      assert.deepEqual([lost.status, slotOf(lost, 1).status], ['RUNNING', 'RUNNING']);
      assert.match(slotOf(lost).message ?? '', /No heartbeat since/);
      await slots[0]?.restart();
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'LOST', 'SUCCEEDED']);
      assert.match(slotOf(run).message ?? '', /restarted/);
    });

    it('a slot that comes back with the same session returns to the truth', async (t) => {
      let mute = false;
      const { start, end, runWhere, told } = await startObservatory(t, {
        slots: [{ isMute: () => mute }, {}],
        expireTimeMs: EXPIRE_MS,
      });
      const begun = await start('take_noise', { params: { duration: 1200 } });
      await runWhere(begun, (run) => statuses(run).every((status) => status === 'RUNNING'), 'both run');
      mute = true;
      await runWhere(begun, (run) => slotOf(run).status === 'LOST', 'the first is lost');
      mute = false;
      const back = await runWhere(begun, (run) => slotOf(run).status !== 'LOST', 'the first is back');
      assert.deepEqual([slotOf(back).status, slotOf(back).message], ['RUNNING', null]);
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
      assert.deepEqual(told.slice(2), ['EXPIRED pysmurf-controller-s2', 'RETURNED pysmurf-controller-s2']);
    });

    it('an agent that restarts between two heartbeats has lost its session', async (t) => {
      const { slots, start, end, manager } = await startObservatory(t);
      const begun = await start('take_noise', { params: LONG });
      await manager.runs.waitFor(begun.id, 'STARTED', 20);
      await slots[0]?.restart();
      const run = await end(begun);
      assert.deepEqual([run.status, ...statuses(run)], ['FAILED', 'LOST']);
      assert.match(slotOf(run).message ?? '', /restarted while the operation ran/);
      const { record } = slotOf(run);
      assert.deepEqual([record?.session.success, record?.evicted], [null, true], 'our last copy stays');
    });
  });
});
