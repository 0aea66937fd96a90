import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hasReached,
  isOpen,
  isUnderWay,
  meetsMinimum,
  type RunSlotStatus,
  runResult,
  runSuccess,
} from '../../../src/core/runs/run.js';
import { record, run, session } from '../fixtures.js';

const ENDS: readonly RunSlotStatus[] = [
  'SUCCEEDED',
  'FAILED',
  'REJECTED',
  'ALREADY_RUNNING',
  'TIMED_OUT',
  'LOST',
  'CANCELLED',
  'UNREACHABLE',
  'UNKNOWN',
  'NOT_STARTED',
];

describe('a run', () => {
  it('has a success only when it has ended, and only if every slot succeeded', () => {
    assert.equal(runSuccess(run(['SUCCEEDED', 'RUNNING'])), null);
    assert.equal(runSuccess(run(['SUCCEEDED', 'SUCCEEDED'], { status: 'SUCCEEDED' })), true);
    for (const end of ENDS.slice(1)) {
      assert.equal(runSuccess(run(['SUCCEEDED', end], { status: 'FAILED' })), false, end);
    }
  });

  it('has no success if it is a rehearsal', () => {});

  it('meets its minimum if so many slots succeeded, once it has ended', () => {
    const slots = ['SUCCEEDED', 'FAILED', 'SUCCEEDED'] as const;
    const ended = { status: 'FAILED' } as const;
    assert.equal(meetsMinimum(run(slots, { ...ended, minSlots: 2 })), true);
    assert.equal(meetsMinimum(run(slots, { ...ended, minSlots: 3 })), false);
    assert.equal(meetsMinimum(run(slots, { ...ended, minSlots: null })), null);
    assert.equal(meetsMinimum(run(slots, { minSlots: 1 })), null, 'it goes on');
  });

  it('has a result by stream id, or by instance id if there is no stream id, and nothing for slots without a session', () => {
    const [first, second, third] = run(['SUCCEEDED', 'FAILED', 'REJECTED']).slots;
    assert.ok(first && second && third);
    const told = session();
    const slots = [
      { ...first, record: record(told) },
      { ...second, streamId: null, record: record(told) },
      third,
    ];
    assert.deepEqual(runResult({ ...run([]), slots }), { ufm_mv2: told, 'pysmurf-controller-s3': told });
  });

  it('has a result by instance id for slots that claim one stream id', () => {
    const slots = run(['SUCCEEDED', 'SUCCEEDED']).slots.map((slot) => ({
      ...slot,
      streamId: 'ufm_mv7',
      record: record(session()),
    }));
    const keys = Object.keys(runResult({ ...run([]), slots }));
    assert.deepEqual(keys, ['pysmurf-controller-s2', 'pysmurf-controller-s3']);
  });

  it('is open on a slot until the slot has a final status', () => {
    for (const { status, ...slot } of run(ENDS).slots)
      assert.equal(isUnderWay({ status, ...slot }), false, status);
    const goingOn: RunSlotStatus[] = ['PENDING', 'STARTING', 'RUNNING', 'READY', 'STOPPING'];
    for (const slot of run(goingOn).slots) assert.equal(isUnderWay(slot), true, slot.status);
  });

  it('is open on a slot that is LOST while the slot can still return', () => {
    const [lost] = run(['LOST']).slots;
    assert.ok(lost);
    assert.deepEqual([isOpen(lost), isOpen({ ...lost, mayReturn: true })], [false, true]);
  });
});

describe('a run has come to a stage', () => {
  it('STARTED when every agent has answered', () => {
    assert.equal(hasReached(run(['RUNNING', 'STARTING']), 'STARTED'), false);
    assert.equal(hasReached(run(['RUNNING', 'PENDING']), 'STARTED'), false);
    assert.equal(hasReached(run(['RUNNING', 'READY']), 'STARTED'), true);
    for (const end of ENDS) assert.equal(hasReached(run(['RUNNING', end]), 'STARTED'), true, end);
  });

  it('READY when every slot whose operation can report it has', () => {
    const reporting = (...all: RunSlotStatus[]) => {
      const base = run(all);
      return { ...base, slots: base.slots.map((slot) => ({ ...slot, reportsReady: true })) };
    };
    assert.equal(hasReached(reporting('READY', 'RUNNING'), 'READY'), false);
    assert.equal(hasReached(reporting('READY', 'READY'), 'READY'), true);
    assert.equal(hasReached(reporting('READY', 'STOPPING'), 'READY'), true);
    for (const end of ENDS) assert.equal(hasReached(reporting('READY', end), 'READY'), true, end);
  });

  it('READY when it runs, for operations that cannot report it', () => {
    assert.equal(hasReached(run(['RUNNING', 'RUNNING']), 'READY'), true);
    assert.equal(hasReached(run(['RUNNING', 'STARTING']), 'READY'), false);
  });

  it('FINISHED when the run has ended', () => {
    assert.equal(hasReached(run(['SUCCEEDED', 'SUCCEEDED']), 'FINISHED'), false);
    assert.equal(hasReached(run(['SUCCEEDED', 'SUCCEEDED'], { status: 'SUCCEEDED' }), 'FINISHED'), true);
  });

  it('any, when it has ended', () => {
    const ended = run(['PENDING'], { status: 'CANCELLED' });
    for (const stage of ['STARTED', 'READY', 'FINISHED'] as const)
      assert.equal(hasReached(ended, stage), true);
  });
});
