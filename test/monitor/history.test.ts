import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HandOver } from '../../monitor/hand-over/hand-over.js';
import { lastResultsOf } from '../../monitor/hand-over/last-results.js';
import { plainText } from '../../monitor/hand-over/plain-text.js';
import { shiftOf } from '../../monitor/hand-over/shift.js';
import { ranOf, timeOfAll } from '../../monitor/hand-over/summary.js';
import type { Slot } from '../../monitor/live/model.js';
import { problemsNow, stillFailed } from '../../monitor/runs/open-failure.js';
import { exportHref, filterOf, filterValues, hasText } from '../../monitor/runs/run-filter.js';
import { type RunLine, type Runs, withRun } from '../../monitor/runs/run-list.js';
import { runStateOf, runWord } from '../../monitor/runs/run-state.js';
import { countsText, mishapsOf, namesText, paramsText } from '../../monitor/runs/run-words.js';
import { requesterText } from '../../monitor/states/requester.js';
import { readSlot } from '../../monitor/states/slot-state.js';
import { slot } from './slots.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 26, 4, minutes)).toISOString();

type RunSlot = RunLine['slots'][number];
function slotOf(name: string, status: RunSlot['status'], reason: string | null = null): RunSlot {
  return {
    ...{ id: name, instanceId: `i-${name}`, streamId: name, status, reason },
    ...{ expectedEndTime: null, overdue: false, endTime: at(2) },
  };
}

function runOf(id: string, change: Partial<RunLine> = {}): RunLine {
  return {
    ...{ id, action: 'RUN', operation: 'take_noise', status: 'SUCCEEDED', success: true, requestedBy: null },
    requesterVerified: false,
    ...{ startTime: at(1), endTime: at(2), expectedEndTime: null, overdue: false, pausedAt: null },
    ...{ summary: null, heldBy: null, via: 'GRAPHQL', note: null, labels: [], params: {}, retryOf: null },
    slots: [slotOf('ufm_mv5', 'SUCCEEDED')],
    ...change,
  };
}

const open = { status: 'RUNNING', success: null, endTime: null } as const;
const ids = ({ runs }: Runs) => runs?.map(({ id }) => id);

describe('the list of runs', () => {
  const state: Runs = {
    ...{ total: 3, hasOlder: true, error: null },
    runs: [runOf('c', { ...open, startTime: at(30) }), runOf('b', { startTime: at(20) })],
  };

  it('begins with a new run, and replaces a run that has changed', () => {
    const added = withRun(state, runOf('d', { startTime: at(40) }), {}, 10);
    assert.deepEqual([ids(added), added.total], [['d', 'c', 'b'], 4]);
    const ended = withRun(state, runOf('c', { startTime: at(30) }), {}, 10);
    assert.deepEqual([ended.runs?.[0]?.status, ended.total], ['SUCCEEDED', 3]);
  });

  it('keeps the end of a run when an older change comes late', () => {
    const late = withRun(state, runOf('b', { ...open, startTime: at(20) }), {}, 10);
    assert.equal(late.runs?.[1]?.status, 'SUCCEEDED');
  });

  it('leaves a run out that has not been read yet, because older ones between would be missing', () => {
    assert.equal(withRun(state, runOf('a', { ...open, startTime: at(10) }), {}, 10), state);
    const all = withRun({ ...state, hasOlder: false }, runOf('a', { startTime: at(10) }), {}, 10);
    assert.deepEqual(ids(all), ['c', 'b', 'a']);
  });

  it('loses a run that no longer matches, and has a bound', () => {
    const left = withRun(state, runOf('c', { startTime: at(30) }), { statuses: ['RUNNING'] }, 10);
    assert.deepEqual([ids(left), left.total], [['b'], 2]);
    const full = withRun({ ...state, hasOlder: false }, runOf('d', { startTime: at(40) }), {}, 2);
    assert.deepEqual([ids(full), full.hasOlder], [['d', 'c'], true]);
  });
});

describe('who requested a run', () => {
  it('is marked as unverified if nobody has checked it', () => {
    const by = (requestedBy: string | null, requesterVerified: boolean) =>
      requesterText({ requestedBy, requesterVerified });
    assert.deepEqual(
      [by('anna', true), by('ben', false), by(null, false)],
      ['anna', 'ben (unverified)', null],
    );
  });
});

describe('the filter of the runs', () => {
  it('is what the address says, with times in UTC', () => {
    const values = filterValues('?view=runs&status=FAILED&by=night&since=2026-11-26T04:00&until=nonsense');
    assert.deepEqual(filterOf(values), {
      ...{ statuses: ['FAILED'], requestedBy: 'night', since: '2026-11-26T04:00:00.000Z' },
    });
    assert.equal(
      exportHref({ ...filterOf(values), via: 'OCS' }),
      'export/runs.csv?requestedBy=night&since=2026-11-26T04%3A00%3A00.000Z&via=OCS&status=FAILED&count=2000',
    );
  });

  it('finds words in the note, the parameters, the reasons and the names', () => {
    const run = runOf('a', { note: 'After the Cooldown', params: { tag: 'obs' } });
    for (const text of ['cooldown', 'obs', 'mv5', 'noise']) assert.ok(hasText(run, text), text);
    assert.ok(!hasText(run, 'bias'));
  });
});

describe('the words of a run', () => {
  it('tell the same trouble of several slots once', () => {
    const slots = [
      slotOf('a', 'FAILED', 'no lock'),
      slotOf('b', 'SUCCEEDED'),
      slotOf('c', 'LOST'),
      slotOf('d', 'FAILED', 'no lock'),
    ];
    assert.deepEqual(
      mishapsOf({ slots }).map(({ status, slots: same }) => [status, namesText(same)]),
      [
        ['FAILED', 'a, d'],
        ['LOST', 'c'],
      ],
    );
    assert.equal(namesText(slots, 2), 'a, b and 2 more');
    assert.equal(
      paramsText({ duration: 30, tag: 'obs', bands: [0, 1] }),
      'duration 30, tag obs, bands [0,1]',
    );
  });

  it('name the trouble that all bad slots share, and what an open run does', () => {
    const failed = { status: 'FAILED', success: false } as const;
    const one = runOf('a', { ...failed, slots: [slotOf('a', 'TIMED_OUT'), slotOf('b', 'SUCCEEDED')] });
    assert.deepEqual([runStateOf(one), runWord(one)], ['TIMED_OUT', 'Timed out']);
    assert.equal(runStateOf({ ...one, slots: [...one.slots, slotOf('c', 'REJECTED')] }), 'FAILED');
    const stream = runOf('a', { ...open, operation: 'stream', slots: [slotOf('a', 'READY')] });
    assert.deepEqual([runStateOf(stream), runWord(stream)], ['READY', 'Streaming']);
    assert.equal(countsText(stream.slots), '1 streaming');
    assert.equal(runStateOf({ ...stream, overdue: true }), 'OVERDUE');
  });
});

describe('a failure', () => {
  const run = runOf('r1', { status: 'FAILED', slots: [slotOf('ufm_mv5', 'FAILED')] });
  const problem = (change: Partial<Slot['problems'][number]>): Slot['problems'][number] => ({
    ...{ id: 'p', code: 'LAST_OPERATION_FAILED', severity: 'WARNING', message: '', operation: 'take_noise' },
    ...{ runId: null, outcome: null, since: at(2), ...change },
  });
  const still = (problems: Slot['problems'], outOfService: Slot['outOfService'] = null) => {
    return (
      stillFailed(run, problemsNow([readSlot(slot({ instanceId: 'i-ufm_mv5', outOfService, problems }), [])]))
        .length > 0
    );
  };

  it('needs people until the operation has succeeded, or its unknown outcome is acknowledged', () => {
    assert.equal(still([problem({})]), true);
    assert.equal(still([]), false);
    assert.equal(still([problem({ since: at(5) })]), false, 'of a later run');
    assert.equal(still([problem({ code: 'OUTCOME_UNKNOWN', runId: 'r1', outcome: 'LOST' })]), true);
    assert.equal(still([problem({ code: 'OUTCOME_UNKNOWN', runId: 'r0', outcome: 'LOST' })]), false);
    assert.equal(still([problem({})], { since: at(3), by: null, reason: 'warm' }), false);
  });
});

describe('a shift', () => {
  const now = Date.parse('2026-11-26T16:00:00Z');
  const none = { hours: null, from: null, to: null };

  it('is the last twelve hours, or what the address says', () => {
    assert.deepEqual(shiftOf(none, now), { from: '2026-11-26T04:00:00.000Z', to: null, hours: 12 });
    assert.equal(shiftOf({ ...none, hours: '8' }, now).from, '2026-11-26T08:00:00.000Z');
    assert.deepEqual(shiftOf({ ...none, from: '2026-11-25T22:00', to: '2026-11-26T06:00' }, now), {
      ...{ from: '2026-11-25T22:00:00.000Z', to: '2026-11-26T06:00:00.000Z', hours: null },
    });
  });

  it('counts what ran by operation, and time once where runs overlap', () => {
    const runs = [
      runOf('a', { startTime: at(0), endTime: at(10) }),
      runOf('b', {
        startTime: at(5),
        endTime: at(12),
        slots: [slotOf('a', 'FAILED'), slotOf('b', 'SUCCEEDED')],
      }),
      runOf('c', { action: 'STOP', operation: 'stream' }),
      runOf('d', { ...open, startTime: at(20), slots: [slotOf('a', 'RUNNING')] }),
    ];
    const until = Date.parse(at(21));
    assert.deepEqual(ranOf(runs, until), [
      { title: 'take_noise', runs: 3, slots: 4, good: 2, trouble: '1 failed, 1 running', ms: 13 * 60_000 },
      { title: 'stop stream', runs: 1, slots: 1, good: 1, trouble: '', ms: 60_000 },
    ]);
    assert.equal(timeOfAll([], until), 0);
  });
});

describe('the hand-over as text', () => {
  const usual = (median: number) => ({ count: 16, median, spread: 1 });
  const figure = {
    ...{ name: 'white_noise_level_q50', value: 60, unit: 'pA/rtHz', isOutlier: true },
    // A little below the other slots, and far above its own past.
    ...{ amongSlots: usual(65), inPast: usual(30), outlierReason: 'far from its own past' },
  };
  const instance = { instanceId: 'pysmurf-controller-s2', streamId: 'ufm_mv5' };
  const take_noise = [{ id: 'R', endTime: at(2), run: null, instance, figures: [figure] }];
  const handOver: HandOver = {
    ...{ shift: { from: at(0), to: null, hours: 12 }, now: Date.parse(at(30)), lists: [], gaps: [] },
    ran: [{ title: 'take_noise', runs: 1, slots: 1, good: 1, trouble: '', ms: 60_000 }],
    results: lastResultsOf({ take_noise }),
  };
  const frame = { title: 'SATP1', simulated: false, author: '', words: '', readings: [readSlot(slot(), [])] };

  it('marks a figure by its larger deviation, as the results do', () => {
    assert.match(plainText(handOver, frame), /^ufm_mv5 +60[.0]*▲ /m);
  });

  it('counts one of a thing in words for one', () => {
    assert.match(plainText(handOver, frame), /^take_noise {2}1 run {2}1 of 1 slot {2}1 m$/m);
  });
});
