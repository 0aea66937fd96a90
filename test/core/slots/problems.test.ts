import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pysmurfController } from '../../../src/core/profiles/pysmurf-controller.js';
import type { Overdue } from '../../../src/core/slots/overdue.js';
import { healthOf } from '../../../src/core/slots/problem.js';
import { problemsOf } from '../../../src/core/slots/problems.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import type { EncodedSession } from '../../../src/ocs/protocol.js';
import { record, SEEN, session, slot, slotMarks } from '../fixtures.js';

function problems(
  one: Slot,
  others: readonly Slot[] = [],
  known = slotMarks(),
  late: readonly Overdue[] = [],
) {
  const overdue = { on: (address: string) => (address === one.address ? late : []) };
  return problemsOf(one, { slots: [one, ...others], marks: known, profile: pysmurfController, overdue });
}

const codes = (...asked: Parameters<typeof problems>) => problems(...asked).map(({ code }) => code);

const SINCE = new Date('2026-11-25T04:00:00Z');
const LATER = new Date('2026-11-25T05:00:00Z');
const OUTCOME = { operation: 'take_iv', status: 'TIMED_OUT', since: SINCE, sessionId: 's' } as const;

/** A slot whose operations have ended as these sessions did. */
function slotWith(...sessions: readonly Partial<EncodedSession>[]): Slot {
  return slot(2, {
    sessions: new Map(sessions.map((change) => [change.op_name ?? 'take_noise', record(session(change))])),
  });
}

describe('the problems of a slot', () => {
  it('are empty when all is well', () => {
    assert.deepEqual(problems(slot(2), [slot(3)]), []);
  });

  it('include the problems of reading the agent', () => {
    const met = { code: 'API_UNREADABLE', operation: null, message: 'no answer', since: SINCE } as const;
    const expected = [{ ...met, key: 'API_UNREADABLE', severity: 'WARNING', runId: null, outcome: null }];
    assert.deepEqual(problems(slot(2, { readProblems: [met] })), expected);
  });

  it('include an operation that takes far longer than usual', () => {
    const late = { runId: 'a-run', operation: 'take_iv', usualSeconds: 330.123, since: SINCE };
    assert.deepEqual(problems(slot(2), [], slotMarks(), [late]), [
      {
        ...{ key: 'OVERDUE/take_iv/a-run', code: 'OVERDUE', severity: 'WARNING', operation: 'take_iv' },
        ...{ runId: 'a-run', outcome: null },
        message:
          'take_iv of run a-run takes far longer than usual on ufm_mv2: it usually ends after 330 s. ' +
          'It may hang: check the slot.',
        since: SINCE,
      },
    ]);
  });

  it('include its silence since the last heartbeat, and then nothing that only a live agent can report', () => {
    const odd = { streamIdConfirmed: false, staleSince: LATER, degraded: new Map([['stream', LATER]]) };
    const [silent, ...others] = problems(slot(2, { expired: true, lastRefresh: SINCE, ...odd }));
    assert.deepEqual([silent?.code, silent?.severity, silent?.since], ['SILENT', 'CRITICAL', SINCE]);
    assert.deepEqual(others, []);
  });

  it('include operations that run but are degraded', () => {
    const [degraded] = problems(slot(2, { degraded: new Map([['check_state', SINCE]]) }));
    assert.deepEqual(
      [degraded?.code, degraded?.operation, degraded?.since],
      ['DEGRADED', 'check_state', SINCE],
    );
  });

  it('include a stale state', () => {
    const [stale] = problems(slot(2, { staleSince: SINCE }));
    assert.deepEqual([stale?.code, stale?.since], ['STATE_STALE', SINCE]);
  });

  it('include the failure of the last operation, with its reason, until another one succeeds', () => {
    const messages: [number, string][] = [[1, 'it broke']];
    const one = { success: false, end_time: SINCE.getTime() / 1000, messages };
    const [failure] = problems(slotWith(one, { op_name: 'take_iv', end_time: 1 }));
    assert.deepEqual(
      [failure?.code, failure?.operation, failure?.since, failure?.message],
      ['LAST_OPERATION_FAILED', 'take_noise', SINCE, 'take_noise failed: it broke'],
    );
    const later = LATER.getTime() / 1000;
    assert.deepEqual(codes(slotWith(one, { op_name: 'take_iv', end_time: later })), []);
    assert.deepEqual(
      codes(slotWith(one, { op_name: 'check_state', end_time: later })),
      ['LAST_OPERATION_FAILED'],
      'that somebody stopped check_state says nothing',
    );
    const running = { op_name: 'take_iv', status: 'running', success: null, end_time: null } as const;
    assert.deepEqual(codes(slotWith(one, running)), ['LAST_OPERATION_FAILED'], 'it has not ended yet');
  });

  it('include a stream that stopped by itself without success, whatever has ended since', () => {
    const stream = { op_name: 'stream', success: false, end_time: SINCE.getTime() / 1000 };
    const [broken, ...others] = problems(slotWith(stream, { end_time: LATER.getTime() / 1000 }));
    assert.deepEqual(
      [broken?.code, broken?.operation, broken?.since],
      ['STREAM_STOPPED_BY_ITSELF', 'stream', SINCE],
    );
    assert.deepEqual(others, []);
    assert.deepEqual(codes(slotWith({ ...stream, success: true })), [], 'it was stopped, or had a duration');
    const messages: [number, string][] = [[1, 'Status is now "stopping".']];
    assert.deepEqual(codes(slotWith({ ...stream, messages })), ['LAST_OPERATION_FAILED']);
  });

  it('include a stream id that is unknown, or unconfirmed since a restart', () => {
    const unsure = { streamIdConfirmed: false, streamIdSince: SINCE };
    const [unknown] = problems(slot(2, { streamId: null, ...unsure }));
    assert.deepEqual([unknown?.code, unknown?.since], ['STREAM_ID_UNCONFIRMED', SINCE]);
    assert.match(unknown?.message ?? '', /use pysmurf-controller-s2 as the name of the slot\.$/);
    const [forgotten] = problems(slot(2, unsure));
    assert.match(forgotten?.message ?? '', /Before the agent restarted it was ufm_mv2/);
  });

  it('include other live slots that report its stream id', () => {
    const own = slot(2, { streamIdSince: SINCE });
    const rival = { streamId: 'ufm_mv2', streamIdSince: LATER };
    const [conflict] = problems(own, [slot(5, rival), slot(3)]);
    assert.deepEqual([conflict?.code, conflict?.since], ['NAME_CONFLICT', LATER]);
    assert.match(conflict?.message ?? '', /pysmurf-controller-s5 also reports the stream id ufm_mv2/);
    assert.deepEqual(problems(own, [slot(5, { ...rival, expired: true })]), []);
    assert.deepEqual(problems(own, [slot(5, { ...rival, streamIdConfirmed: false })]), []);
  });

  it('include unknown outcomes, until each is resolved or acknowledged', () => {
    const one = slot(2);
    const known = slotMarks();
    void known.record(one.address, { ...OUTCOME, runId: 'a-run' });
    void known.record(one.address, { ...OUTCOME, runId: 'b-run', sessionId: 'other' });
    const [unknown, other] = problems(one, [], known);
    assert.deepEqual(
      [unknown?.code, unknown?.operation, unknown?.since],
      ['OUTCOME_UNKNOWN', 'take_iv', SINCE],
    );
    assert.deepEqual([unknown?.runId, unknown?.outcome], ['a-run', 'TIMED_OUT']);
    assert.match(unknown?.message ?? '', /a-run was TIMED_OUT on ufm_mv2/);
    assert.notEqual(unknown?.key, other?.key, 'each is told from the other');
    known.resolve(one.address, 'b-run', Promise.resolve());
    assert.deepEqual(
      problems(one, [], known).map(({ key }) => key),
      [unknown?.key],
    );
    known.acknowledge(one.address, SEEN);
    assert.deepEqual(problems(one, [], known), []);
  });

  it('determine its health: the worst severity', () => {
    assert.equal(healthOf(problems(slot(2))), 'OK');
    assert.equal(healthOf(problems(slot(2, { staleSince: SINCE }))), 'WARNING');
    assert.equal(
      healthOf(problems(slot(2, { staleSince: SINCE, degraded: new Map([['x', SINCE]]) }))),
      'CRITICAL',
    );
  });
});

describe('marks of a slot', () => {
  it('report each change, and only changes', () => {
    const known = slotMarks();
    const heard: string[] = [];
    known.changes.listen((address) => heard.push(address));
    known.setOutOfService('a', { since: new Date(), by: null, reason: 'amplifier' });
    known.acknowledge('a', SEEN);
    void known.record('b', { ...OUTCOME, runId: 'r' });
    known.resolveSession('b', 'another');
    known.resolveSession('b', 's');
    known.acknowledge('b', SEEN);
    known.setOutOfService('a', null);
    assert.deepEqual(heard, ['a', 'b', 'b', 'a']);
    assert.deepEqual([known.outOfService('a'), known.unresolved('b')], [null, []]);
  });

  it('are removed with the slot, and the runs that it holds are informed', () => {
    const known = slotMarks();
    known.setOutOfService('a', { since: new Date(), by: null, reason: 'amplifier' });
    void known.record('a', { ...OUTCOME, runId: 'r' });
    const heard: string[] = [];
    known.changes.listen((address) => heard.push(address));
    known.forget('a');
    assert.deepEqual([known.outOfService('a'), known.unresolved('a'), heard], [null, [], ['a']]);
  });

  it('keep a bounded number of outcomes', () => {
    const known = slotMarks();
    for (let run = 0; run < 200; run++) void known.record('a', { ...OUTCOME, runId: `${run}` });
    assert.equal(known.unresolved('a').length, 50);
    assert.equal(known.unresolved('a').at(-1)?.runId, '199');
  });
});
