import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lastFailures } from '../../monitor/actions/last-failures.js';
import { groupNeeds } from '../../monitor/rail/group-needs.js';
import { exactDuration, scaleOf, tickText } from '../../monitor/run/timeline.js';
import { repeatOf } from '../../monitor/runs/repeat.js';
import { retryOf } from '../../monitor/runs/retry.js';
import {
  failedFirst,
  headlineOf,
  modeOf,
  type RunProgress,
  type SlotProgress,
} from '../../monitor/runs/run-model.js';
import { ownParams, paramsText } from '../../monitor/runs/run-words.js';
import type { SlotReading } from '../../monitor/states/slot-state.js';

const AT = '2026-11-26T04:00:00.000Z';
const after = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();

function slot(name: string, change: Partial<SlotProgress> = {}): SlotProgress {
  return {
    ...{ id: name, instanceId: name, streamId: null, status: 'SUCCEEDED', reason: null, inferred: false },
    ...{ sentAt: AT, acceptedAt: AT, startTime: AT, endTime: after(2000), expectedEndTime: null },
    ...{ overdue: false, session: { id: name } },
    ...change,
  };
}

function run(slots: readonly SlotProgress[], change: Partial<RunProgress> = {}): RunProgress {
  return {
    ...{ id: 'r', action: 'RUN', operation: 'take_iv', status: 'RUNNING', success: null, requestedBy: null },
    requesterVerified: false,
    ...{
      via: 'GRAPHQL',
      startTime: AT,
      endTime: null,
      overdue: false,
      pausedAt: null,
      note: null,
      labels: [],
    },
    ...{ annotatedAt: null, params: {}, batches: null, maxConcurrency: null, maxErrors: null },
    ...{ settleSeconds: 0, minSlots: null, meetsMinimum: null, exclusiveGrant: null, heldBy: null },
    ...{ retryOf: null, retries: [], skipped: [] },
    slots: [...slots],
    ...change,
  };
}

describe('a run in words', () => {
  it('says how far it is, and how it ended', () => {
    const slots = [
      slot('a'),
      slot('b', { status: 'FAILED' }),
      slot('c', { status: 'RUNNING' }),
      slot('d', { status: 'PENDING' }),
    ];
    assert.deepEqual(headlineOf(run(slots)), {
      bad: '1 failed',
      rest: 'runs on 1 slot, 1 waits, 1 of 4 succeeded',
    });
    const ended = [slot('a'), slot('b', { status: 'FAILED' }), slot('c', { status: 'LOST' })];
    const words = headlineOf(run(ended, { endTime: AT }));
    assert.deepEqual(words, { bad: '1 failed, 1 lost', rest: '1 of 3 succeeded' });
    assert.equal(headlineOf(run([slot('a')], { endTime: AT })).rest, '1 slot succeeded');
  });

  it('puts failed slots first and keeps the order of the others', () => {
    const slots = [slot('a'), slot('b', { status: 'TIMED_OUT' }), slot('c'), slot('d', { status: 'FAILED' })];
    assert.deepEqual(
      failedFirst(slots).map(({ id }) => id),
      ['b', 'd', 'a', 'c'],
    );
  });

  it('says in which order slots are started', () => {
    assert.equal(modeOf(run([])), 'all at once');
    const options = {
      batches: [1, 3],
      maxErrors: 0,
      settleSeconds: 0.5,
      minSlots: 1,
      exclusiveGrant: 'smurfs',
    };
    assert.equal(
      modeOf(run([], options)),
      'batches of 1, 3, stops if a slot does not succeed, 0.5 s between batches, at least 1 slot, exclusive grant smurfs',
    );
    assert.equal(
      modeOf(run([], { maxConcurrency: 2, maxErrors: 1 })),
      '2 at a time, stops after more than 1 slot did not succeed',
    );
  });

  it('shows parameters, and those of a slot that differ', () => {
    assert.equal(
      paramsText({ duration: 30, tag: 'relock', bands: [1, 2] }),
      'duration 30, tag relock, bands [1,2]',
    );
    assert.deepEqual(ownParams({ duration: 3, bands: [1] }, { duration: 30, bands: [1] }), { duration: 3 });
    assert.equal(paramsText(null), '');
  });
});

describe('the timeline of a run', () => {
  it('begins with the first start, ends on a mark, and knows the skew', () => {
    const slots = [
      slot('a', { startTime: after(16), endTime: after(11_200) }),
      slot('b', { endTime: after(9000) }),
    ];
    const { from, length, ticks, skew } = scaleOf(run(slots), 0);
    assert.deepEqual([from, length, skew], [Date.parse(AT), 15_000, 16]);
    assert.deepEqual(ticks, [0, 5000, 10_000, 15_000]);
  });

  it('holds what is expected, and the present time while a slot runs', () => {
    const running = { status: 'RUNNING', endTime: null, expectedEndTime: after(30_500) } as const;
    assert.equal(scaleOf(run([slot('a', running)]), Date.parse(AT)).length, 40_000);
    assert.equal(scaleOf(run([slot('a', running)]), Date.parse(AT) + 3 * 86_400e3).length, 3 * 86_400e3);
  });

  it('writes short times with what matters', () => {
    assert.deepEqual([16, 11_200, 198_000].map(exactDuration), ['16 ms', '11.2 s', '3 m 18 s']);
    assert.deepEqual(
      [tickText(0, 500), tickText(500, 2500), tickText(90_000, 120_000)],
      ['0 s', '0.5 s', '1 m 30 s'],
    );
  });
});

describe('a retry', () => {
  const slots = [
    slot('a', { status: 'FAILED' }),
    slot('b', { status: 'LOST' }),
    slot('c', { status: 'NOT_STARTED' }),
  ];

  it('leaves slots out that nobody has checked, with all others of the same outcome', () => {
    const { statuses, unchecked } = retryOf(slots, 'failed', (name) => name === 'b');
    assert.deepEqual([statuses, unchecked.map(({ id }) => id)], [['FAILED'], ['b']]);
    assert.deepEqual(retryOf(slots, 'failed', () => false).statuses, ['FAILED', 'LOST']);
  });

  it('takes those that were not reached by themselves', () => {
    assert.deepEqual(
      retryOf(slots, 'not reached', () => false).slots.map(({ id }) => id),
      ['c'],
    );
  });

  it('of chosen slots is about their last run only', () => {
    const of = (id: string, status: SlotProgress['status'], name: string) => ({
      ...{ id, operation: 'take_iv', action: 'RUN' as const, startTime: AT, endTime: AT },
      slots: [{ id: name, instanceId: name, streamId: null, status }],
    });
    const runs = [
      of('3', 'SUCCEEDED', 'a'),
      of('2', 'FAILED', 'a'),
      of('1', 'FAILED', 'b'),
      of('0', 'FAILED', 'b'),
    ];
    const ids = (chosen: readonly string[]) => lastFailures(runs, new Set(chosen)).map(({ id }) => id);
    assert.deepEqual([ids(['a']), ids(['a', 'b']), ids(['c'])], [[], ['1'], []]);
  });
});

describe('what needs people', () => {
  const need = (name: string, state: SlotReading['state'], reason: string) =>
    ({ name, state, reason, slot: { id: name } }) as unknown as SlotReading;

  it('is one entry for slots with the same trouble', () => {
    const needs = groupNeeds([
      need('ufm_mv5', 'failed', 'take_iv failed: no tones'),
      need('ufm_mv7', 'idle', ''),
      need('ufm_mv9', 'failed', 'take_iv failed: no tones'),
      need('ufm_mv12', 'failed', 'take_iv failed: band 3'),
      need('ufm_uv31', 'expired', 'No heartbeat since 2026-11-26T04:00:00.000Z.'),
      need('ufm_uv38', 'expired', 'No heartbeat since 2026-11-26T04:00:07.000Z.'),
      need('ufm_uv42', 'overdue', 'take_iv takes far longer than usual on ufm_uv42.'),
      need('ufm_uv46', 'overdue', 'take_iv takes far longer than usual on ufm_uv46.'),
    ]);
    assert.deepEqual(
      needs.map((group) => group.map(({ name }) => name).join()),
      ['ufm_uv31,ufm_uv38', 'ufm_mv5,ufm_mv9', 'ufm_mv12', 'ufm_uv42,ufm_uv46'],
    );
  });
});

it('a run is repeated with the options and the parameters of single slots, but with a tag of its own', () => {
  const slot = (instanceId: string, params: object) => ({ id: instanceId, instanceId, params });
  const plain = { id: 'R1', operation: 'take_noise', params: { duration: 30 }, note: null, settleSeconds: 0 };
  const atOnce = { batches: null, maxConcurrency: null, maxErrors: null, minSlots: null };
  assert.deepEqual(repeatOf({ ...plain, ...atOnce, slots: [slot('s2', { duration: 30 })] }), {
    ...{ command: 'take_noise', selected: 's2', params: '{"duration":30}', note: null, options: null },
  });
  const slots = [
    slot('s2', { duration: 30, tag: 'R1' }),
    slot('s3', { duration: 5, tag: 'R1' }),
    slot('s4', { duration: 5, tag: 'R1' }),
  ];
  const { options } = repeatOf({ ...plain, ...atOnce, batches: [1, 2], slots });
  assert.deepEqual(JSON.parse(String(options)), {
    ...{ batches: [1, 2], tagWithRunId: true },
    slotParams: [{ streamIds: ['s3', 's4'], params: { duration: 5 } }],
  });
});
