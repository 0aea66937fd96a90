import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ManagedSmurfInstance } from '../../src/core/instance.js';
import { problemsOf } from '../../src/core/problems.js';
import { createSlotNotes } from '../../src/core/slot-notes.js';
import { instance } from './fixtures.js';

const notes = () =>
  createSlotNotes((error) => {
    throw error;
  });

function problems(slot: ManagedSmurfInstance, others: readonly ManagedSmurfInstance[] = [], said = notes()) {
  return problemsOf(slot, [slot, ...others], said);
}

describe('the problems of a slot', () => {
  it('are none when all is well', () => {
    assert.deepEqual(problems(instance(2), [instance(3)]), []);
  });

  it('are those that its reader met', () => {
    const met = { code: 'API_UNREADABLE', operation: null, message: 'no answer' } as const;
    assert.deepEqual(problems(instance(2, { problems: [met] })), [met]);
  });

  it('are a stream id that is not known, or not sure since a restart', () => {
    const [unknown] = problems(instance(2, { streamId: null, streamIdConfirmed: false }));
    assert.equal(unknown?.code, 'STREAM_ID_UNCONFIRMED');
    assert.match(unknown?.message ?? '', /command it as pysmurf-controller-s2\.$/);
    const [unsure] = problems(instance(2, { streamIdConfirmed: false }));
    assert.match(unsure?.message ?? '', /It was ufm_mv2 before its agent restarted/);
  });

  it('are rivals for its stream id, for as long as they live and have said so themselves', () => {
    const rival = { streamId: 'ufm_mv2' };
    const [conflict] = problems(instance(2), [instance(5, rival), instance(3)]);
    assert.equal(conflict?.code, 'STREAM_ID_CONFLICT');
    assert.match(conflict?.message ?? '', /pysmurf-controller-s5 also says that it is ufm_mv2/);
    assert.deepEqual(problems(instance(2), [instance(5, { ...rival, expired: true })]), []);
    assert.deepEqual(problems(instance(2), [instance(5, { ...rival, streamIdConfirmed: false })]), []);
  });

  it('are not of its name once it has expired', () => {
    assert.deepEqual(problems(instance(2, { expired: true, streamIdConfirmed: false })), []);
  });

  it('are a last run that was given up, until someone acknowledges', () => {
    const slot = instance(2);
    const said = notes();
    const concern = { runId: 'a-run', operation: 'take_iv', status: 'TIMED_OUT' } as const;
    said.raise(slot.address, { ...concern, since: new Date(), sessionKey: null });
    const [problem] = problems(slot, [], said);
    assert.deepEqual([problem?.code, problem?.operation], ['LAST_RUN_GIVEN_UP', 'take_iv']);
    assert.match(problem?.message ?? '', /a-run was TIMED_OUT on ufm_mv2/);
    said.settle(slot.address);
    assert.deepEqual(problems(slot, [], said), []);
  });
});

describe('notes on a slot', () => {
  it('are told to all who listen, when they change', () => {
    const said = notes();
    const heard: string[] = [];
    said.changes.listen((address) => heard.push(address));
    said.setOutOfService('a', { since: new Date(), by: null, reason: 'amplifier' });
    said.settle('a');
    said.raise('b', {
      runId: 'r',
      operation: 'take_iv',
      status: 'LOST',
      since: new Date(),
      sessionKey: null,
    });
    said.settle('b');
    said.settle('b');
    said.setOutOfService('a', null);
    assert.deepEqual(heard, ['a', 'b', 'b', 'a']);
    assert.deepEqual([said.outOfService('a'), said.concern('b')], [null, null]);
  });
});
