import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { reduceRun } from '../../src/core/runs/run-reducer.js';
import type { RunStore } from '../../src/core/runs/run-store.js';
import type { ResultQuery } from '../../src/core/runs/slot-result.js';
import { SAMPLES } from '../core/figures/samples.js';
import { record, run, runSlot, session } from '../core/fixtures.js';
import { measured, succeeded } from '../core/runs/measured-run.js';

const NOISE = SAMPLES.take_noise;
const S2 = 'observatory.pysmurf-controller-s2';
const S3 = 'observatory.pysmurf-controller-s3';

/** The tests of the results of slots, for every store of runs. @param make returns a new, empty store */
export function slotResultBehaviours(name: string, make: (t: TestContext) => Promise<RunStore>): void {
  const query = (change: Partial<ResultQuery> = {}): ResultQuery => ({
    ...{ operation: 'take_noise', addresses: [S2, S3], limit: 20 },
    ...change,
  });
  const runsOf = async (store: RunStore, change: Partial<ResultQuery> = {}) =>
    (await store.results(query(change))).map(
      ({ address, runId }) => `${address.at(-1)} ${runId.replace('run-', '')}`,
    );

  describe(`the results of slots (${name})`, () => {
    it('are stored when a slot succeeds, while the run is open', async (t) => {
      const store = await make(t);
      const begun = run(['RUNNING', 'RUNNING'], { id: 'a', params: { duration: 30, tag: 'x' } });
      await store.create(begun);
      assert.deepEqual(await store.results(query()), []);
      const told = record(session({ data: NOISE }));
      const outcome = { status: 'SUCCEEDED', message: null, record: told } as const;
      const event = { type: 'ENDED', slot: 1, at: new Date(), outcome } as const;
      await store.append([{ run: reduceRun(begun, event), event: event }]);
      await store.append([{ run: reduceRun(begun, event), event: event }]);
      const [result, ...others] = await store.results(query());
      assert.ok(result);
      const { params, ...values } = result;
      assert.deepEqual(values, {
        ...{ runId: 'a', runStart: begun.startTime, operation: 'take_noise', address: S3 },
        startTime: new Date(1_700_000_100_250),
        endTime: new Date(1_700_000_130_750),
        figures: {
          white_noise_level_q10: 41.2,
          white_noise_level_q25: 47.9,
          white_noise_level_q50: 55.3,
          white_noise_level_q75: 64.1,
          white_noise_level_q90: 74.8,
          white_noise_level_total: 1496,
        },
      });
      assert.notEqual(params, '');
      assert.deepEqual(others, []);
    });

    it('are the newest of each slot, newest first', async (t) => {
      const store = await make(t);
      for (const minute of [1, 2, 3]) await store.create(measured(minute, [succeeded(2), succeeded(3)]));
      await store.create(measured(5, [succeeded(3)]));
      await store.create(measured(4, [succeeded(4), succeeded(2)]));
      assert.deepEqual(await runsOf(store), ['2 4', '2 3', '2 2', '2 1', '3 5', '3 3', '3 2', '3 1']);
      assert.deepEqual(await runsOf(store, { limit: 2 }), ['2 4', '2 3', '3 5', '3 3']);
      assert.deepEqual(await runsOf(store, { limit: 1, addresses: [S3, 'none'] }), ['3 5']);
      assert.deepEqual(await runsOf(store, { addresses: [] }), []);
      const before = new Date(Date.UTC(2026, 10, 25, 4, 3));
      assert.deepEqual(await runsOf(store, { limit: 1, before }), ['2 2', '3 2']);
    });

    it('are only those of this operation, and only successes of a start', async (t) => {
      const store = await make(t);
      const failed = runSlot('FAILED', 2, { record: record(session({ success: false, data: NOISE })) });
      const endless = runSlot('SUCCEEDED', 3, { record: record(session({ end_time: null })) });
      const unknown = runSlot('SUCCEEDED', 3, { record: null });
      await store.create(measured(1, [succeeded(2)], { operation: 'take_iv' }));
      await store.create(measured(2, [succeeded(2)], { action: 'ABORT' }));
      await store.create(measured(3, [failed, endless]));
      await store.create(measured(4, [unknown]));
      assert.deepEqual(await runsOf(store), []);
      assert.deepEqual(await runsOf(store, { operation: 'take_iv' }), ['2 1']);
    });

    it('leave with their run', async (t) => {
      const store = await make(t);
      await store.create(measured(1, [succeeded(2)]));
      await store.drop('run-1');
      assert.deepEqual(await runsOf(store), []);
    });

    it('have the same params if only the tags of the runs differ', async (t) => {
      const store = await make(t);
      const params = [{ duration: 30, tag: 'a' }, { tag: 'b', duration: 30 }, { duration: 31 }, null];
      for (const [minute, given] of params.entries()) {
        await store.create(measured(minute, [succeeded(2)], { params: given }));
      }
      const digests = (await store.results(query())).map(({ params: digest }) => digest).reverse();
      assert.equal(digests[0], digests[1]);
      assert.equal(new Set(digests).size, 3);
    });
  });
}
