import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOf } from '../../../src/core/slots/problems.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import { createSlotMarks } from '../../../src/core/slots/slot-marks.js';
import { slot } from '../fixtures.js';

const marks = () =>
  createSlotMarks((error) => {
    throw error;
  });

function problems(one: Slot, others: readonly Slot[] = [], known = marks()) {
  return problemsOf(one, [one, ...others], known);
}

const OUTCOME = { operation: 'take_iv', status: 'TIMED_OUT', since: new Date(), sessionId: 's' } as const;

describe('the problems of a slot', () => {
  it('are none when all is well', () => {
    assert.deepEqual(problems(slot(2), [slot(3)]), []);
  });

  it('are those that its reader met', () => {
    const met = { code: 'API_UNREADABLE', operation: null, message: 'no answer' } as const;
    assert.deepEqual(problems(slot(2, { readProblems: [met] })), [met]);
  });

  it('are a stream id that is not known, or not sure since a restart', () => {
    const [unknown] = problems(slot(2, { streamId: null, streamIdConfirmed: false }));
    assert.equal(unknown?.code, 'STREAM_ID_UNCONFIRMED');
    assert.match(unknown?.message ?? '', /command it as pysmurf-controller-s2\.$/);
    const [unsure] = problems(slot(2, { streamIdConfirmed: false }));
    assert.match(unsure?.message ?? '', /It was ufm_mv2 before its agent restarted/);
  });

  it('are rivals for its stream id, for as long as they live and have said so themselves', () => {
    const rival = { streamId: 'ufm_mv2' };
    const [conflict] = problems(slot(2), [slot(5, rival), slot(3)]);
    assert.equal(conflict?.code, 'STREAM_ID_CONFLICT');
    assert.match(conflict?.message ?? '', /pysmurf-controller-s5 reports the stream id ufm_mv2 too/);
    assert.deepEqual(problems(slot(2), [slot(5, { ...rival, expired: true })]), []);
    assert.deepEqual(problems(slot(2), [slot(5, { ...rival, streamIdConfirmed: false })]), []);
  });

  it('are not of its name once it has expired', () => {
    assert.deepEqual(problems(slot(2, { expired: true, streamIdConfirmed: false })), []);
  });

  it('are outcomes that nobody knows, each until it is resolved or somebody acknowledges', () => {
    const one = slot(2);
    const known = marks();
    known.record(one.address, { ...OUTCOME, runId: 'a-run' });
    known.record(one.address, { ...OUTCOME, runId: 'b-run', operation: 'run', sessionId: 'other' });
    const [problem] = problems(one, [], known);
    assert.deepEqual([problem?.code, problem?.operation], ['OUTCOME_UNKNOWN', 'take_iv']);
    assert.match(problem?.message ?? '', /a-run was TIMED_OUT on ufm_mv2/);
    known.resolve(one.address, 'b-run');
    assert.deepEqual(
      problems(one, [], known).map(({ operation }) => operation),
      ['take_iv'],
    );
    known.acknowledge(one.address);
    assert.deepEqual(problems(one, [], known), []);
  });
});

describe('marks of a slot', () => {
  it('report each change, and only changes', () => {
    const known = marks();
    const heard: string[] = [];
    known.changes.listen((address) => heard.push(address));
    known.setOutOfService('a', { since: new Date(), by: null, reason: 'amplifier' });
    known.acknowledge('a');
    known.record('b', { ...OUTCOME, runId: 'r' });
    known.resolveSession('b', 'another');
    known.resolveSession('b', 's');
    known.acknowledge('b');
    known.setOutOfService('a', null);
    assert.deepEqual(heard, ['a', 'b', 'b', 'a']);
    assert.deepEqual([known.outOfService('a'), known.unresolved('b')], [null, []]);
  });

  it('keep a bounded number of outcomes', () => {
    const known = marks();
    for (let run = 0; run < 200; run++) known.record('a', { ...OUTCOME, runId: `${run}` });
    assert.equal(known.unresolved('a').length, 50);
    assert.equal(known.unresolved('a').at(-1)?.runId, '199');
  });
});
