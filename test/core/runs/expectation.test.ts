import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expectationOf, expectedEnd, isOverdue } from '../../../src/core/runs/expectation.js';
import type { RunSlot } from '../../../src/core/runs/run.js';
import { run, runSlot } from '../fixtures.js';

const START = new Date('2026-11-25T05:00:00Z');
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const usual = (median: number, spread = 0) => ({ count: 5, median, spread });
const accepted = (number = 2, change: Partial<RunSlot> = {}) =>
  runSlot('RUNNING', number, { acceptedAt: START, ...change });
const began = run([], { slots: [accepted()] });

function overdueAfter(median: number, spread = 0): number {
  const expectation = expectationOf(began, accepted(), usual(median, spread));
  assert.deepEqual(expectation?.endTime, after(median));
  return (expectation.overdueFrom.getTime() - START.getTime()) / 1000;
}

describe('the expectation of an operation', () => {
  it('is its usual duration; it is overdue when it takes far longer', () => {
    assert.equal(overdueAfter(330), 495, 'half of the median');
    assert.equal(overdueAfter(330, 50), 580, 'five spreads');
    assert.equal(overdueAfter(3), 13, 'at least 10 s');
  });

  it('begins when the agent accepted the start, or when it was sent', () => {
    const sent = accepted(2, { status: 'STARTING', acceptedAt: null, sentAt: after(-5) });
    assert.deepEqual(expectationOf(began, sent, usual(30))?.endTime, after(25));
  });

  it('is unknown for a slot that waits or has ended, for a stop, and without a past', () => {
    const none = (slot: RunSlot, of = began) => assert.equal(expectationOf(of, slot, usual(30)), null);
    none(runSlot('PENDING'));
    for (const status of ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'LOST'] as const) none(accepted(2, { status }));
    none(accepted(), { ...began, action: 'STOP' });
    assert.equal(expectationOf(began, accepted(), null), null);
  });

  it('has passed when the operation is overdue', () => {
    const expectation = expectationOf(began, accepted(), usual(30));
    assert.equal(isOverdue(expectation, after(44.999)), false);
    assert.equal(isOverdue(expectation, after(45)), true);
    assert.equal(isOverdue(null, after(1e6)), false);
  });

  it('is that of the last open slot for a run; unknown if one of them has none', () => {
    const slots = [accepted(2), accepted(3), runSlot('SUCCEEDED', 4)];
    const seconds = ({ instanceId }: RunSlot) => usual(instanceId.endsWith('3') ? 40 : 30);
    assert.deepEqual(expectedEnd({ ...began, slots }, seconds), after(40));
    const waiting = [...slots, runSlot('PENDING', 5)];
    assert.equal(expectedEnd({ ...began, slots: waiting }, seconds), null);
    assert.equal(expectedEnd({ ...began, slots: [runSlot('FAILED')] }, seconds), null);
  });
});
