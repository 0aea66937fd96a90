import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run } from '../../src/core/runs/run.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { SAMPLES } from '../core/figures/samples.js';
import { record, session } from '../core/fixtures.js';
import { ended, ids, open, runStoreBehaviours } from './run-store-behaviours.js';
import { slotResultBehaviours } from './slot-result-behaviours.js';

runStoreBehaviours('memory', async () => createMemoryRunStore());
slotResultBehaviours('memory', async () => createMemoryRunStore());

const EVENT = { type: 'RELEASED', at: new Date() } as const;

function withData(id: string, data: unknown): Run {
  const { slots, ...rest } = ended(id);
  return { ...rest, slots: slots.map((slot) => ({ ...slot, record: record(session({ data })) })) };
}

describe('the store for runs in memory', () => {
  it('drops the oldest run that has ended when it is full, never an open run', async () => {
    const store = createMemoryRunStore({ maxRuns: 2 });
    await store.create(open('weeks'));
    for (const id of ['a', 'b', 'c']) await store.create(ended(id));
    assert.equal(await store.get('a'), undefined);
    assert.deepEqual(ids(await store.list({}, { first: 9 })), ['c', 'b', 'weeks']);
    await store.append([{ run: { ...ended('weeks'), revision: 9 }, event: EVENT }]);
    assert.equal(await store.get('weeks'), undefined, 'it was the oldest of three');
  });

  it('drops the session data of the oldest runs when they are too large together, and keeps outcomes', async () => {
    const store = createMemoryRunStore({ maxBytes: 2500 });
    for (const id of ['a', 'b', 'c']) await store.create(withData(id, 'x'.repeat(1000)));
    const dataOf = async (id: string) => (await store.get(id))?.slots[0]?.record?.session.data;
    assert.deepEqual([await dataOf('a'), String(await dataOf('b')).length], [null, 1000]);
    assert.equal((await store.get('a'))?.slots[0]?.status, 'SUCCEEDED');
  });

  it('keeps the figures of a run whose session data were dropped', async () => {
    const store = createMemoryRunStore({ maxBytes: 1 });
    const run = withData('a', SAMPLES.take_noise);
    await store.create(run);
    assert.equal((await store.get('a'))?.slots[0]?.record?.session.data, null);
    const addresses = run.slots.map(({ address }) => address ?? '');
    const [result] = await store.results({ operation: run.operation, addresses, limit: 5 });
    assert.equal(result?.figures['white_noise_level_q50'], 55.3);
  });
});
