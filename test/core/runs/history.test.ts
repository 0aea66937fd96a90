import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../src/core/runs/history.js';
import type { RunStore } from '../../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { measured, noise, succeeded } from './measured-run.js';

const S2 = 'observatory.pysmurf-controller-s2';

/** A store with one run of each length, one a minute. */
async function storeWith(seconds: readonly number[]): Promise<RunStore> {
  const store = createMemoryRunStore();
  for (const [minute, took] of seconds.entries()) {
    await store.create(measured(minute, [succeeded(2, took, noise(50 + minute))]));
  }
  return store;
}

const later = measured(50, [succeeded(2), succeeded(3)]);

describe('the history of a slot', () => {
  it('has the figures and durations of its last 20 successes before a run', async () => {
    const history = createHistory(await storeWith([...Array.from({ length: 20 }, () => 30), 32, 34]));
    const past = (await history.before(later))?.get(S2);
    assert.deepEqual(past?.seconds, { count: 20, median: 30, spread: 0 });
    assert.deepEqual(past?.figures.get('white_noise_level_q50'), {
      count: 20,
      median: 61.5,
      spread: 5 * 1.4826,
    });
    const earlier = (await history.before(measured(5, [succeeded(2)])))?.get(S2);
    assert.equal(earlier?.figures.get('white_noise_level_q50')?.median, 52);
  });

  it('has no figures of fewer than five successes, and no durations of fewer than three', async () => {
    const past = async (runs: number) =>
      (await createHistory(await storeWith(Array.from({ length: runs }, () => 30))).before(later))?.get(S2);
    assert.equal((await past(2))?.seconds, null);
    assert.equal((await past(3))?.seconds?.count, 3);
    assert.equal((await past(4))?.figures.size, 0);
    assert.equal((await past(5))?.figures.size, 2);
    assert.equal(await past(0), undefined);
  });

  it('has only runs with the same parameters', async () => {
    const store = await storeWith([30, 30, 30, 30, 30]);
    for (const minute of [10, 11, 12]) {
      const params = { duration: 300, tag: String(minute) };
      await store.create(measured(minute, [succeeded(2, 300)], { params }));
    }
    const seconds = async (params: Record<string, unknown>) =>
      (await createHistory(store).before({ ...later, params }))?.get(S2)?.seconds?.median;
    assert.equal(await seconds({}), 30);
    const figures = (await createHistory(store).before({ ...later, params: {} }))?.get(S2)?.figures;
    assert.equal(figures?.get('white_noise_level_q50')?.count, 5);
    assert.equal(await seconds({ tag: 'x', duration: 300 }), 300);
    assert.equal(await seconds({ duration: 60 }), undefined);
    const slot = { ...succeeded(2), params: { duration: 300 } };
    const own = await createHistory(store).before({ ...later, params: {}, slots: [slot] });
    assert.equal(own?.get(S2)?.seconds?.median, 300, 'a slot can have parameters of its own');
  });

  it('is read once for each run, and again if the store failed', async () => {
    const store = await storeWith([30, 30, 30]);
    let reads = 0;
    let works = false;
    const history = createHistory({
      async results(query) {
        reads += 1;
        if (!works) throw new Error('the disk is full');
        return await store.results(query);
      },
    });
    assert.equal(await history.before(later), null);
    works = true;
    await Promise.all([history.before(later), history.before({ ...later, revision: 9 })]);
    assert.equal((await history.before(later))?.size, 1);
    assert.equal(reads, 2);
    for (let minute = 0; minute < 30; minute += 1) await history.before(measured(minute, [succeeded(2)]));
    await history.before(later);
    assert.equal(reads, 33, 'the past of old runs is not kept');
  });

  it('has the last result of each slot, and compares it with the ones before', async () => {
    const store = await storeWith([30, 30, 30, 40]);
    const latest = await createHistory(store).latest('take_noise', [S2, 'unknown']);
    const [result, ...others] = latest.results;
    assert.ok(result);
    assert.equal(result.runId, 'run-3');
    assert.deepEqual(others, []);
    await store.create(measured(40, [succeeded(2, 500)]));
    assert.deepEqual((await latest.past(result)).seconds, { count: 3, median: 30, spread: 0 });
  });
});
