import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utcMoment } from '../../monitor/shared/utc.js';
import { bounded } from '../../monitor/slot/bounded-json.js';
import { type FeedEntry, MAX_ENTRIES, merged } from '../../monitor/slot/feed-entries.js';
import { seriesOf } from '../../monitor/slot/feed-series.js';
import { sessionToShow } from '../../monitor/slot/session-words.js';
import { afterEvent, type Followed } from '../../monitor/slot/slot-events.js';
import { MAX_RUNS, type SlotRun, withChanges } from '../../monitor/slot/slot-runs.js';
import { statusOf } from '../../monitor/states/session-status.js';

const timeOf = (second: number) => new Date(Date.UTC(2026, 10, 26) + second * 1000).toISOString();
const secondsOf = (second: number) => Date.parse(timeOf(second)) / 1000;

function entry(second: number, message: unknown = second): FeedEntry {
  return { kind: 'MESSAGE', time: timeOf(second), message };
}

function gap(second: number): FeedEntry {
  return { kind: 'GAP', time: timeOf(second), message: null };
}

function block(second: number, data: Record<string, number | string | null>, name = 'block'): FeedEntry {
  const columns = Object.fromEntries(Object.entries(data).map(([field, value]) => [field, [value]]));
  return entry(second, { [name]: { block_name: name, timestamps: [secondsOf(second)], data: columns } });
}

describe('large data', () => {
  it('is shown in parts of a hundred, which are unfolded one by one', () => {
    const list = Array.from({ length: 250 }, (_, index) => index);
    const parts = bounded(list) as Record<string, number[]>;
    assert.deepEqual(Object.keys(parts), ['0 … 99', '100 … 199', '200 … 249']);
    assert.deepEqual(Object.values(parts).flat(), list);
  });

  it('never has more than a thousand members to unfold at once, even with a hundred thousand', () => {
    const parts = bounded({ deep: Array.from({ length: 100_000 }, () => null) }) as { deep: object };
    assert.equal(Object.keys(parts.deep).length, 100);
  });

  it('keeps the names of objects with many members, and the rest as it is', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`c${index}`, index]));
    assert.deepEqual(Object.keys(bounded(many) as object), ['c0 … c99', 'c100 … c100']);
    const small = { success: true, value: null, list: [1, 'two'] };
    assert.deepEqual(bounded(small), small);
    assert.match(bounded('x'.repeat(5000)) as string, /^x{2000} … and 3000 more characters$/);
  });
});

describe('the entries of a feed', () => {
  it('are in the order of time, each once, although the server sends some again', () => {
    const known = [entry(1), entry(3)];
    assert.deepEqual(merged(known, [entry(2), entry(3), gap(4)]), [entry(1), entry(2), entry(3), gap(4)]);
    assert.deepEqual(merged([entry(1, 'a')], [entry(1, 'b')]), [entry(1, 'a'), entry(1, 'b')]);
  });

  it('are bounded: the oldest go', () => {
    const many = Array.from({ length: MAX_ENTRIES + 5 }, (_, index) => entry(index));
    assert.deepEqual(merged(many, [])[0], entry(5));
  });
});

describe('the charts of a feed', () => {
  it('have one chart for the quantiles of a quantity, at the times of the agent', () => {
    const { times, charts } = seriesOf([
      block(1, { noise_q10: 1, noise_q50: 2, noise_total: 30 }),
      block(2, { noise_q10: 3, noise_q50: 4, noise_total: 31 }),
    ]);
    assert.deepEqual(times, [secondsOf(1), secondsOf(2)]);
    assert.deepEqual(
      charts.map(({ title, lines }) => [title, lines.map(({ label, values }) => [label, values])]),
      [
        [
          'noise',
          [
            ['q10', [1, 3]],
            ['q50', [2, 4]],
          ],
        ],
        ['noise_total', [['', [30, 31]]]],
      ],
    );
  });

  it('break their lines at a gap and at NaN, and leave out texts', () => {
    const { charts } = seriesOf([
      block(1, { a: 1, b: 'text' }),
      gap(2),
      block(3, { a: null }),
      block(4, { a: 2 }),
    ]);
    assert.deepEqual(
      charts.map(({ title, lines }) => [title, lines[0]?.values]),
      [['a', [1, null, null, 2]]],
    );
  });

  it('take the numbers of any other message at the time when it came', () => {
    const { times, charts } = seriesOf([entry(7, { temperature: 0.1, note: 'cold' }), entry(8, [1, 2])]);
    assert.deepEqual([times, charts.map(({ title }) => title)], [[secondsOf(7)], ['temperature']]);
  });
});

describe('the status of a session', () => {
  it('is that of the slot in its run: what went on when its agent restarted is lost', () => {
    const of = (status: 'RUNNING' | 'STOPPING' | 'DONE', evicted: boolean) =>
      statusOf({ status, evicted, success: status === 'DONE' ? true : null });
    assert.deepEqual(
      [of('RUNNING', false), of('STOPPING', false), of('RUNNING', true)],
      ['RUNNING', 'STOPPING', 'LOST'],
    );
    assert.equal(of('DONE', true), 'SUCCEEDED');
  });
});

describe('the session that is shown', () => {
  const session = (operation: string, second: number, status: 'RUNNING' | 'DONE') => ({
    ...{ id: operation, operation, status, success: status === 'DONE' ? true : null },
    ...{ startTime: timeOf(second), endTime: status === 'DONE' ? timeOf(second + 1) : null, evicted: false },
  });
  const state = session('check_state', 0, 'RUNNING');

  it('is the one that a person has chosen, or what runs, or what began last', () => {
    const sessions = [state, session('stream', 1, 'RUNNING'), session('take_iv', 2, 'DONE')];
    assert.equal(sessionToShow(sessions, 'take_iv')?.operation, 'take_iv');
    assert.equal(sessionToShow(sessions, null)?.operation, 'stream');
    assert.equal(sessionToShow([state, session('take_iv', 2, 'DONE')], null)?.operation, 'take_iv');
    assert.equal(sessionToShow([state], 'take_noise')?.operation, 'check_state');
    assert.equal(sessionToShow([], null), null);
  });
});

describe('what happens to a slot under the open page', () => {
  it('is remembered, the last five events', () => {
    let known: Followed = { detail: null, news: [] };
    const happen = (kind: 'UPDATED' | 'EXPIRED' | 'RETURNED' | 'RESTARTED', time: number) => {
      known = afterEvent(known, { smurfInstances: { kind, instances: [] } }, time);
    };
    for (let time = 0; time < 3; time++) {
      happen('EXPIRED', time);
      happen('UPDATED', time);
      happen('RESTARTED', time);
    }
    assert.deepEqual(
      known.news.map(({ kind, time }) => `${kind} ${time}`),
      ['RESTARTED 0', 'EXPIRED 1', 'RESTARTED 1', 'EXPIRED 2', 'RESTARTED 2'],
    );
  });
});

describe('the runs of a slot', () => {
  const run = (id: string, second: number, end: number | null = null): SlotRun => ({
    ...{
      id,
      action: 'RUN',
      operation: 'take_noise',
      requestedBy: null,
      requesterVerified: false,
      slots: [],
      here: [],
    },
    status: end === null ? 'RUNNING' : 'SUCCEEDED',
    startTime: timeOf(second),
    endTime: end === null ? null : timeOf(end),
  });

  it('are what was read with what has changed since, newest first', () => {
    const runs = withChanges([run('b', 2), run('a', 1, 2)], [run('c', 3), run('b', 2, 4)]);
    assert.deepEqual(runs, [run('c', 3), run('b', 2, 4), run('a', 1, 2)]);
  });

  it('do not open again when they were read as ended', () => {
    assert.deepEqual(withChanges([run('a', 1, 2)], [run('a', 1)]), [run('a', 1, 2)]);
  });

  it('are bounded', () => {
    const many = Array.from({ length: MAX_RUNS }, (_, index) => run(`r${index}`, MAX_RUNS - index, MAX_RUNS));
    assert.equal(withChanges(many, [run('new', MAX_RUNS + 1)]).length, MAX_RUNS);
  });
});

it('a time of another day has its day', () => {
  const now = Date.parse('2026-11-26T00:10:00Z');
  assert.equal(utcMoment('2026-11-26T00:01:02Z', now), '00:01:02');
  assert.equal(utcMoment('2026-11-25T23:59:00Z', now), '25 Nov 23:59:00');
});
