import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run } from '../../src/core/runs/run.js';
import { matchesFilter, type RunFilter, type RunPage } from '../../src/core/runs/run-store.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { record, run, session } from '../core/fixtures.js';

const open = (id: string) => run(['RUNNING'], { id });
const ended = (id: string) =>
  run(['SUCCEEDED'], { id, status: 'SUCCEEDED', endTime: new Date(), revision: 2 });
const ids = ({ runs }: RunPage) => runs.map((one) => one.id);
const EVENT = { type: 'RELEASED', at: new Date() } as const;

function withData(id: string, data: unknown): Run {
  const { slots, ...rest } = ended(id);
  return { ...rest, slots: slots.map((slot) => ({ ...slot, record: record(session({ data })) })) };
}

describe('the store for runs in memory', () => {
  it('returns a run that was created, and nothing for an unknown id', async () => {
    const store = createMemoryRunStore();
    await store.create(open('a'));
    assert.deepEqual((await store.get('a'))?.id, 'a');
    assert.equal(await store.get('b'), undefined);
  });

  it('lists the newest first, a page at a time', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b', 'c']) await store.create(open(id));
    const first = await store.list({}, { first: 2 });
    assert.deepEqual([ids(first), first.hasNextPage], [['c', 'b'], true]);
    const second = await store.list({}, { first: 2, after: 'b' });
    assert.deepEqual([ids(second), second.hasNextPage], [['a'], false]);
    const place = { hasNextPage: true, hasPreviousPage: false, totalCount: 3 };
    assert.deepEqual(await store.list({}, { first: 0 }), { runs: [], ...place });
  });

  it('lists the oldest, or those before a run, a page at a time', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b', 'c', 'd']) await store.create(open(id));
    const oldest = await store.list({}, { last: 2 });
    assert.deepEqual([ids(oldest), oldest.hasPreviousPage, oldest.hasNextPage], [['b', 'a'], true, false]);
    const newer = await store.list({}, { last: 2, before: 'b' });
    assert.deepEqual([ids(newer), newer.hasPreviousPage, newer.hasNextPage], [['d', 'c'], false, true]);
    assert.deepEqual(ids(await store.list({}, { last: 0 })), []);
    assert.equal(newer.totalCount, 4);
    await assert.rejects(store.list({}, { last: 5, before: 'gone' }), /"gone", but no stored run/);
  });

  it('rejects a cursor of a run that it does not keep', async () => {
    const store = createMemoryRunStore();
    await store.create(open('a'));
    await assert.rejects(store.list({}, { first: 5, after: 'gone' }), /"gone", but no stored run/);
  });

  it('lists only the runs that match, in pages', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b', 'c', 'd']) {
      await store.create({ ...open(id), operation: id < 'c' ? 'stream' : 'take_iv' });
    }
    const page = await store.list({ operation: 'stream' }, { first: 1 });
    assert.deepEqual([ids(page), page.hasNextPage], [['b'], true]);
    assert.deepEqual(ids(await store.list({ operation: 'stream' }, { first: 5, after: 'd' })), ['b', 'a']);
  });

  it('returns a run as it is after its last event, at the position of its start', async () => {
    const store = createMemoryRunStore();
    for (const id of ['a', 'b']) await store.create(open(id));
    await store.append(ended('a'), EVENT);
    await store.append(open('a'), EVENT);
    const { runs } = await store.list({}, { first: 9 });
    assert.deepEqual(
      runs.map(({ id, status }) => `${id} ${status}`),
      ['b RUNNING', 'a SUCCEEDED'],
    );
  });

  it('drops the oldest run that has ended when it is full, never an open run', async () => {
    const store = createMemoryRunStore({ maxRuns: 2 });
    await store.create(open('weeks'));
    for (const id of ['a', 'b', 'c']) await store.create(ended(id));
    assert.equal(await store.get('a'), undefined);
    assert.deepEqual(ids(await store.list({}, { first: 9 })), ['c', 'b', 'weeks']);
    await store.append({ ...ended('weeks'), revision: 9 }, EVENT);
    assert.equal(await store.get('weeks'), undefined, 'it was the oldest of three');
  });

  it('drops the session data of the oldest runs when they are too large together, and keeps outcomes', async () => {
    const store = createMemoryRunStore({ maxBytes: 2500 });
    for (const id of ['a', 'b', 'c']) await store.create(withData(id, 'x'.repeat(1000)));
    const dataOf = async (id: string) => (await store.get(id))?.slots[0]?.record?.session.data;
    assert.deepEqual([await dataOf('a'), String(await dataOf('b')).length], [null, 1000]);
    assert.equal((await store.get('a'))?.slots[0]?.status, 'SUCCEEDED');
  });
});

describe('a filter of runs', () => {
  const startTime = new Date('2026-11-22T04:00:00Z');
  const one: Run = run(['SUCCEEDED', 'FAILED'], { requestedBy: 'ann', startTime });
  const earlier = new Date(startTime.getTime() - 1);
  const later = new Date(startTime.getTime() + 1);

  it('matches all runs if it is empty', () => {
    assert.ok(matchesFilter(one, {}));
  });

  it('matches runs for which all conditions are true', () => {
    const cases: [RunFilter, RunFilter][] = [
      [{ operation: 'take_noise' }, { operation: 'stream' }],
      [{ statuses: ['FAILED', 'RUNNING'] }, { statuses: ['FAILED'] }],
      [{ actions: ['RUN'] }, { actions: ['STOP', 'ABORT'] }],
      [{ via: 'GRAPHQL' }, { via: 'OCS' }],
      [{ requestedBy: 'ann' }, { requestedBy: 'bob' }],
      [{ slot: 'ufm_mv3' }, { slot: 'ufm_mv4' }],
      [{ slot: 'pysmurf-controller-s2' }, { slot: 'pysmurf-controller-s4' }],
      [{ slot: 'observatory.pysmurf-controller-s2' }, { slot: 'observatory.pysmurf-controller-s4' }],
      [{ since: startTime }, { since: later }],
      [{ until: later }, { until: startTime }],
      [
        { since: earlier, until: later },
        { since: earlier, until: earlier },
      ],
      [
        { operation: 'take_noise', via: 'GRAPHQL' },
        { operation: 'take_noise', via: 'OCS' },
      ],
    ];
    for (const [fitting, other] of cases) {
      assert.equal(matchesFilter(one, fitting), true, JSON.stringify(fitting));
      assert.equal(matchesFilter(one, other), false, JSON.stringify(other));
    }
  });
});
