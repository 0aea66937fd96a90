import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RunExecution } from '../../../src/core/runs/run-execution.js';
import { type Ask, judgeSlot } from '../../../src/core/runs/stop-all-verdict.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { run, slot } from '../fixtures.js';

const ask = (status: 'SUCCEEDED' | 'RUNNING', change: Partial<Ask>): Ask => ({
  execution: { current: run([status]) } as RunExecution,
  index: 0,
  isCancel: true,
  answer: 'goes on',
  ...change,
});

it('a run that has just ended does not hide another run of the same operation that continues', () => {
  const asks = [ask('RUNNING', { answer: 'goes on' }), ask('SUCCEEDED', { answer: 'asked' })];
  for (const both of [asks, asks.toReversed()]) {
    const verdict = judgeSlot(slot(2), ['take_noise'], both, true, true);
    assert.deepEqual([verdict.status, verdict.operations], ['GOES_ON', ['take_noise']]);
  }
});

it('a cancelled run that has ended does not hide what another program runs, which could not be stopped', () => {
  const rejected = { execution: { current: run(['REJECTED'], { action: 'ABORT' }) } as RunExecution };
  const asks = [ask('SUCCEEDED', { answer: 'asked' }), ask('RUNNING', { ...rejected, isCancel: false })];
  const running = slot(2, { opCodes: new Map([['take_noise', OP_CODES.RUNNING]]) });
  for (const both of [asks, asks.toReversed()]) {
    const verdict = judgeSlot(running, ['take_noise'], both, true, true);
    assert.deepEqual([verdict.status, verdict.operations], ['GOES_ON', ['take_noise']]);
  }
});

it('a stop that a user has cancelled does not count as a stop', () => {
  const cancelled = { execution: { current: run(['CANCELLED'], { action: 'STOP' }) } as RunExecution };
  const verdict = judgeSlot(
    slot(2),
    ['take_noise'],
    [ask('RUNNING', { ...cancelled, isCancel: false })],
    true,
    true,
  );
  assert.deepEqual([verdict.status, verdict.operations], ['UNREACHABLE', ['take_noise']]);
});
