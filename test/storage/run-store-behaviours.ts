import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Annotation } from '../../src/core/runs/annotation.js';
import type { Run } from '../../src/core/runs/run.js';
import { reduceRun } from '../../src/core/runs/run-reducer.js';
import { matchesFilter, type RunFilter, type RunPage, type RunStore } from '../../src/core/runs/run-store.js';
import { record, run, session } from '../core/fixtures.js';

/** Half a second apart, so that each run has a different start time. */
let began = Date.parse('2026-11-25T04:00:00Z');
const startTime = () => {
  began += 500;
  return new Date(began);
};

export const open = (id: string, change: Partial<Run> = {}) =>
  run(['RUNNING'], { id, startTime: startTime(), ...change });
export const ended = (id: string, change: Partial<Run> = {}) =>
  run(['SUCCEEDED'], {
    id,
    startTime: startTime(),
    status: 'SUCCEEDED',
    endTime: new Date(),
    revision: 2,
    ...change,
  });
export const ids = ({ runs }: RunPage) => runs.map(({ id }) => id);

const annotation = (change: Annotation) =>
  ({ type: 'ANNOTATED', at: new Date('2026-11-26T04:00:00.5Z'), change }) as const;

const EVENT = { type: 'RELEASED', at: new Date() } as const;

/** Values of a session that JSON does not have, and values that look like stored values of ours. */
const ODD_DATA = {
  bands: [1, 2.5, Number.NaN, Number.POSITIVE_INFINITY],
  big: 2n ** 70n,
  bytes: new Uint8Array([0, 255]),
  text: 'a\0b \ud83d\ude00',
  like: { $date: 5, nested: { $number: 'NaN' } },
  alone: { $date: 5 },
  none: null,
  yes: true,
};

/** The tests of every store of runs. @param make returns a new, empty store */
export function runStoreBehaviours(name: string, make: (t: TestContext) => Promise<RunStore>): void {
  describe(`a store of runs (${name})`, () => {
    it('returns a run that was created, and nothing for an unknown id', async (t) => {
      const store = await make(t);
      const one = open('a', { params: { duration: 30, tag: 'x' }, requestedBy: 'ann' });
      await store.create(one);
      assert.deepEqual(await store.get('a'), one);
      assert.equal(await store.get('b'), undefined);
    });

    it('returns all values of every slot, regardless of the values of its session', async (t) => {
      const store = await make(t);
      const [first, second] = run(['PENDING', 'PENDING']).slots;
      assert.ok(first && second);
      const one = open('a', { slots: [first, second] });
      await store.create(one);
      const at = new Date('2026-11-25T05:00:00.123Z');
      const started = reduceRun(one, {
        ...{ type: 'STARTED', slot: 1, at, inferred: true },
        record: record(session({ data: ODD_DATA, messages: [[1, 'é']] })),
      });
      const event = { type: 'STARTED', slot: 1, at, inferred: true, record: record(session()) } as const;
      await store.append([{ run: started, event }]);
      assert.deepEqual(await store.get('a'), started);
    });

    it('accepts a repeated write, and ignores an older one', async (t) => {
      const store = await make(t);
      const one = open('a');
      const done = reduceRun(one, END);
      await store.create(one);
      await store.append([{ run: done, event: END }]);
      await store.create(one);
      await store.append([{ run: one, event: EVENT }]);
      await store.append([{ run: done, event: END }]);
      assert.deepEqual(await store.get('a'), done);
      assert.equal((await store.list({}, { first: 5 })).totalCount, 1);
    });

    it('stores several changes at once, also again and after an older write', async (t) => {
      const store = await make(t);
      const one = open('a', { slots: run(['PENDING', 'PENDING', 'PENDING']).slots });
      await store.create(one);
      const ends = [2, 0].map((slot) => {
        const outcome = {
          status: 'SUCCEEDED',
          message: null,
          record: record(session({ data: ODD_DATA })),
        } as const;
        return { type: 'ENDED', slot, at: new Date(), outcome } as const;
      });
      const [first, second] = ends;
      assert.ok(first && second);
      const after = reduceRun(one, first);
      const last = reduceRun(after, second);
      const changes = [
        { run: after, event: first },
        { run: last, event: second },
      ] as const;
      assert.equal(await store.append(changes), true);
      assert.deepEqual(await store.get('a'), last);
      assert.equal(await store.append(changes), true);
      assert.equal(await store.append([changes[0]]), true);
      assert.deepEqual(await store.get('a'), last);
    });

    it('creates a run with its first event if it could not be created before', async (t) => {
      const store = await make(t);
      const done = reduceRun(open('a'), END);
      await store.append([{ run: done, event: END }]);
      assert.deepEqual(await store.get('a'), done);
    });

    it('removes a run that never began', async (t) => {
      const store = await make(t);
      await store.create(open('a'));
      await store.drop('a');
      await store.drop('b');
      assert.equal(await store.get('a'), undefined);
      assert.equal((await store.list({}, { first: 5 })).totalCount, 0);
    });

    it('returns the run of a request id, separately for each caller', async (t) => {
      const store = await make(t);
      await store.create(open('a', { requestId: 'r1', requestedBy: 'ann' }));
      await store.create(open('b', { requestId: 'r1', requestedBy: null }));
      const found = async (by: string | null, id: string) => (await store.ofRequest({ by, id }))?.id;
      assert.equal(await found('ann', 'r1'), 'a');
      assert.equal(await found(null, 'r1'), 'b');
      assert.equal(await found('bob', 'r1'), undefined);
      assert.equal(await found('ann', 'r2'), undefined);
    });

    it('returns the open runs, oldest first', async (t) => {
      const store = await make(t);
      const two = open('b');
      for (const one of [open('a'), two, open('c'), ended('d')]) await store.create(one);
      await store.append([{ run: reduceRun(two, END), event: END }]);
      assert.deepEqual(
        (await store.open()).map(({ id }) => id),
        ['a', 'c'],
      );
    });

    it('lists the newest first, a page at a time', async (t) => {
      const store = await make(t);
      for (const id of ['a', 'b', 'c']) await store.create(open(id));
      const first = await store.list({}, { first: 2 });
      assert.deepEqual([ids(first), first.hasNextPage, first.hasPreviousPage], [['c', 'b'], true, false]);
      const second = await store.list({}, { first: 2, after: 'b' });
      assert.deepEqual([ids(second), second.hasNextPage, second.hasPreviousPage], [['a'], false, true]);
      const place = { hasNextPage: true, hasPreviousPage: false, totalCount: 3 };
      assert.deepEqual(await store.list({}, { first: 0 }), { runs: [], ...place });
    });

    it('lists the oldest, or those before a run, a page at a time', async (t) => {
      const store = await make(t);
      for (const id of ['a', 'b', 'c', 'd']) await store.create(open(id));
      const oldest = await store.list({}, { last: 2 });
      assert.deepEqual([ids(oldest), oldest.hasPreviousPage, oldest.hasNextPage], [['b', 'a'], true, false]);
      const newer = await store.list({}, { last: 2, before: 'b' });
      assert.deepEqual([ids(newer), newer.hasPreviousPage, newer.hasNextPage], [['d', 'c'], false, true]);
      assert.deepEqual(ids(await store.list({}, { last: 0 })), []);
      assert.equal(newer.totalCount, 4);
    });

    it('orders runs that began at the same moment by their creation', async (t) => {
      const store = await make(t);
      const same = startTime();
      for (const id of ['a', 'b', 'c']) await store.create(open(id, { startTime: same }));
      assert.deepEqual(ids(await store.list({}, { first: 5 })), ['c', 'b', 'a']);
      assert.deepEqual(ids(await store.list({}, { first: 5, after: 'b' })), ['a']);
      assert.deepEqual(ids(await store.list({}, { last: 5, before: 'b' })), ['c']);
    });

    it('rejects a cursor of a run that it does not keep', async (t) => {
      const store = await make(t);
      await store.create(open('a'));
      await assert.rejects(store.list({}, { first: 5, after: 'gone' }), /"gone", but no stored run/);
      await assert.rejects(store.list({}, { last: 5, before: 'gone' }), /"gone", but no stored run/);
    });

    it('lists only the runs that match, in pages', async (t) => {
      const store = await make(t);
      for (const id of ['a', 'b', 'c', 'd']) {
        await store.create(open(id, { operation: id < 'c' ? 'stream' : 'take_iv' }));
      }
      const page = await store.list({ operation: 'stream' }, { first: 1 });
      assert.deepEqual([ids(page), page.hasNextPage, page.totalCount], [['b'], true, 2]);
      const behind = await store.list({ operation: 'stream' }, { first: 5, after: 'd' });
      assert.deepEqual([ids(behind), behind.hasPreviousPage], [['b', 'a'], false]);
    });

    it('returns a run as it is after its last event, at the position of its start', async (t) => {
      const store = await make(t);
      const a = open('a');
      for (const one of [a, open('b')]) await store.create(one);
      await store.append([{ run: reduceRun(a, END), event: END }]);
      const { runs } = await store.list({}, { first: 9 });
      assert.deepEqual(
        runs.map(({ id, status }) => `${id} ${status}`),
        ['b RUNNING', 'a SUCCEEDED'],
      );
    });

    it('edits a run that has ended, and finds it by its new labels only', async (t) => {
      const store = await make(t);
      const one = ended('a', { note: 'old', labels: ['x', 'y'] });
      for (const other of [one, ended('b', { labels: ['y'] })]) await store.create(other);
      const stored: Run[] = [];
      const edit = annotation({ note: 'new', labels: ['y', 'z'] });
      const answer = await store.annotate('a', edit, (run) => stored.push(run));
      const expected = reduceRun(one, edit);
      assert.deepEqual([answer, stored], [expected, [expected]]);
      assert.deepEqual(await store.get('a'), expected);
      assert.deepEqual([expected.note, expected.labels, expected.revision], ['new', ['y', 'z'], 3]);
      const found = async (label: string) => ids(await store.list({ label }, { first: 5 }));
      assert.deepEqual([await found('x'), await found('y'), await found('z')], [[], ['b', 'a'], ['a']]);
    });

    it('executes edits at the same time one after the other', async (t) => {
      const store = await make(t);
      await store.create(ended('a'));
      const edits = ['one', 'two', 'three'].map((note) => annotation({ note }));
      const answers = await Promise.all(edits.map((edit) => store.annotate('a', edit, () => {})));
      const revisions = answers.map((run) => run?.revision ?? 0).toSorted();
      assert.deepEqual(revisions, [3, 4, 5]);
      const last = answers.find((run) => run?.revision === 5);
      assert.deepEqual(await store.get('a'), last);
    });

    it('leaves an open run to the server that executes it, and stores its edit as an event', async (t) => {
      const store = await make(t);
      const one = open('a', { labels: ['x'] });
      await store.create(one);
      const edit = annotation({ labels: ['y'] });
      assert.deepEqual(await store.annotate('a', edit, () => assert.fail('it was stored')), one);
      assert.equal(await store.annotate('b', edit, () => {}), undefined);
      const edited = reduceRun(one, edit);
      await store.append([{ run: edited, event: edit }]);
      assert.deepEqual(await store.get('a'), edited);
      const found = async (label: string) => ids(await store.list({ label }, { first: 5 }));
      assert.deepEqual([await found('x'), await found('y')], [[], ['a']]);
    });

    it('lists the runs with a label in pages', async (t) => {
      const store = await make(t);
      for (const id of ['a', 'b', 'c', 'd'])
        await store.create(ended(id, { labels: id === 'c' ? [] : ['x'] }));
      for (const more of [{}, { operation: 'take_noise' }, { slot: 'ufm_mv2' }]) {
        const filter = { label: 'x', ...more };
        const page = await store.list(filter, { first: 1, after: 'd' });
        const { totalCount, hasNextPage, hasPreviousPage } = page;
        assert.deepEqual([ids(page), totalCount, hasNextPage, hasPreviousPage], [['b'], 3, true, true]);
        assert.deepEqual(ids(await store.list(filter, { last: 1 })), ['a']);
      }
    });

    it('filters like the core', async (t) => {
      const store = await make(t);
      const runs = [
        open('a', { requestedBy: 'ann', via: 'OCS', labels: ['calibration', 'night-12'] }),
        ended('b', { operation: 'stream', retryOf: 'a', labels: ['calibration'] }),
        ended('c', {
          action: 'STOP',
          status: 'FAILED',
          labels: ['night-12'],
          slots: run(['FAILED', 'FAILED']).slots,
        }),
      ];
      for (const one of runs) await store.create(one);
      const between = runs[1]?.startTime ?? new Date();
      const filters: RunFilter[] = [
        {},
        { operation: 'stream' },
        { statuses: ['FAILED', 'RUNNING'] },
        { statuses: [] },
        { actions: ['RUN'] },
        { via: 'OCS' },
        { requestedBy: 'ann' },
        { slot: 'ufm_mv3' },
        { slot: 'pysmurf-controller-s2' },
        { slot: 'observatory.pysmurf-controller-s3' },
        { slot: 'nobody' },
        { ids: ['a', 'c', 'gone'] },
        { ids: [] },
        { label: 'calibration' },
        { label: 'nobody' },
        { label: 'calibration', operation: 'stream' },
        { label: 'calibration', slot: 'ufm_mv2' },
        { label: 'calibration', slot: 'nobody' },
        { label: 'night-12', slot: 'ufm_mv3', statuses: ['FAILED'] },
        { label: 'night-12', since: between },
        { retriesOf: ['a'] },
        { retriesOf: [] },
        { since: between },
        { until: between },
        { operation: 'take_noise', statuses: ['FAILED'], slot: 'ufm_mv2', until: new Date() },
      ];
      for (const filter of filters) {
        const { runs: listed, totalCount } = await store.list(filter, { first: 9 });
        const fitting = runs.filter((one) => matchesFilter(one, filter)).reverse();
        assert.deepEqual([listed, totalCount], [fitting, fitting.length], JSON.stringify(filter));
      }
    });
  });
}

const END = {
  type: 'ENDED',
  slot: 0,
  at: new Date('2026-11-25T06:00:00Z'),
  outcome: { status: 'SUCCEEDED', message: null, record: record(session({ data: { tones: 5 } })) },
} as const;
