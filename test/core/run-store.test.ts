import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run } from '../../src/core/run.js';
import {
  createMemoryRunStore,
  matchesFilter,
  type RunFilter,
  type RunPage,
} from '../../src/core/run-store.js';
import { run } from './fixtures.js';

const named = (id: string) => run(['SUCCEEDED'], { id });
const ids = ({ runs }: RunPage) => runs.map((one) => one.id);

describe('the memory of runs', () => {
  it('gives back what was saved, and nothing for what was not', async () => {
    const store = createMemoryRunStore();
    await store.save(named('a'));
    assert.deepEqual((await store.get('a'))?.id, 'a');
    assert.equal(await store.get('b'), undefined);
  });

  it('lists the newest first, a page at a time', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b', 'c']) await store.save(named(id));
    const first = await store.list({}, 2, null);
    assert.deepEqual([ids(first), first.hasMore], [['c', 'b'], true]);
    const second = await store.list({}, 2, 'b');
    assert.deepEqual([ids(second), second.hasMore], [['a'], false]);
    assert.deepEqual(await store.list({}, 0, null), { runs: [], hasMore: true });
  });

  it('lists nothing after a run that it does not keep', async () => {
    const store = createMemoryRunStore();
    await store.save(named('a'));
    assert.deepEqual(await store.list({}, 5, 'gone'), { runs: [], hasMore: false });
  });

  it('lists only the runs that are meant, and pages over these', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b', 'c', 'd']) {
      await store.save({ ...named(id), operation: id < 'c' ? 'stream' : 'take_iv' });
    }
    const page = await store.list({ operation: 'stream' }, 1, null);
    assert.deepEqual([ids(page), page.hasMore], [['b'], true]);
    assert.deepEqual(ids(await store.list({ operation: 'stream' }, 5, 'd')), ['b', 'a']);
  });

  it('replaces a run that is saved again, which stays where it was', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b']) await store.save(named(id));
    await store.save({ ...named('a'), status: 'SUCCEEDED' });
    const { runs } = await store.list({}, 9, null);
    assert.deepEqual(
      runs.map(({ id, status }) => `${id} ${status}`),
      ['b RUNNING', 'a SUCCEEDED'],
    );
  });

  it('forgets the oldest when it is full', async () => {
    const store = createMemoryRunStore(2);
    for (const id of ['a', 'b', 'c']) await store.save(named(id));
    assert.equal(await store.get('a'), undefined);
    assert.deepEqual(ids(await store.list({}, 9, null)), ['c', 'b']);
  });
});

describe('a filter of runs', () => {
  const startTime = new Date('2026-11-22T04:00:00Z');
  const one: Run = run(['SUCCEEDED', 'FAILED'], { requestedBy: 'ann', startTime });
  const earlier = new Date(startTime.getTime() - 1);
  const later = new Date(startTime.getTime() + 1);

  it('means all runs where it says nothing', () => {
    assert.ok(matchesFilter(one, {}));
  });

  it('means the runs to which all that it says applies', () => {
    const cases: [RunFilter, RunFilter][] = [
      [{ operation: 'take_noise' }, { operation: 'stream' }],
      [{ statuses: ['FAILED', 'RUNNING'] }, { statuses: ['FAILED'] }],
      [{ actions: ['RUN'] }, { actions: ['STOP', 'ABORT'] }],
      [{ face: 'GRAPHQL' }, { face: 'OCS' }],
      [{ requestedBy: 'ann' }, { requestedBy: 'bob' }],
      [{ slot: 'ufm_mv3' }, { slot: 'ufm_mv4' }],
      [{ slot: 'pysmurf-controller-s2' }, { slot: 'pysmurf-controller-s4' }],
      [{ since: startTime }, { since: later }],
      [{ until: later }, { until: startTime }],
      [
        { since: earlier, until: later },
        { since: earlier, until: earlier },
      ],
      [
        { operation: 'take_noise', face: 'GRAPHQL' },
        { operation: 'take_noise', face: 'OCS' },
      ],
    ];
    for (const [meant, other] of cases) {
      assert.equal(matchesFilter(one, meant), true, JSON.stringify(meant));
      assert.equal(matchesFilter(one, other), false, JSON.stringify(other));
    }
  });
});
