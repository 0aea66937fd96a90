import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryRunStore } from '../../src/manager/run-store.js';
import { run } from './fixtures.js';

const named = (id: string) => run(['SUCCEEDED'], { id });

describe('the memory of runs', () => {
  it('gives back what was saved, and nothing for what was not', async () => {
    const store = createMemoryRunStore();
    await store.save(named('a'));
    assert.deepEqual((await store.get('a'))?.id, 'a');
    assert.equal(await store.get('b'), undefined);
  });

  it('lists the newest first, and no more than asked for', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b', 'c']) await store.save(named(id));
    assert.deepEqual(
      (await store.list({}, 2, null)).runs.map(({ id }) => id),
      ['c', 'b'],
    );
    assert.deepEqual(await store.list({}, 0, null), { runs: [], hasMore: true });
  });

  it('replaces a run that is saved again, which stays where it was', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b']) await store.save(named(id));
    await store.save({ ...named('a'), status: 'SUCCEEDED' });
    assert.deepEqual(
      (await store.list({}, 9, null)).runs.map(({ id, status }) => `${id} ${status}`),
      ['b RUNNING', 'a SUCCEEDED'],
    );
  });

  it('forgets the oldest when it is full', async () => {
    const store = createMemoryRunStore(2);
    for (const id of ['a', 'b', 'c']) await store.save(named(id));
    assert.equal(await store.get('a'), undefined);
    assert.deepEqual(
      (await store.list({}, 9, null)).runs.map(({ id }) => id),
      ['c', 'b'],
    );
  });
});
