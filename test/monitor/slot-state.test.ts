import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doesNow } from '../../monitor/command/does-now.js';
import type { Run, Slot } from '../../monitor/live/model.js';
import { percentOf } from '../../monitor/states/expected-time.js';
import { hasFailed, readSlot } from '../../monitor/states/slot-state.js';
import { WORDS } from '../../monitor/states/words.js';
import { AT, slot } from './slots.js';

function problem(
  code: Slot['problems'][number]['code'],
  severity: Slot['problems'][number]['severity'] = 'CRITICAL',
  outcome: Slot['problems'][number]['outcome'] = null,
) {
  return {
    ...{ id: code, code, severity, message: `${code} happened`, operation: 'take_iv', since: AT },
    ...{ runId: null, outcome },
  };
}

function session(operation: string, change: Partial<Slot['sessions'][number]> = {}) {
  return {
    ...{ id: operation, operation, status: 'RUNNING' as const, success: null },
    ...{ startTime: AT, endTime: null, evicted: false },
    ...change,
  };
}

const stateOf = (one: Slot, runs: readonly Run[] = []) => readSlot(one, runs).state;

describe('the state of a slot', () => {
  it('is the most urgent one that holds', () => {
    const running = { sessions: [session('take_iv')] };
    const streaming = { state: { ...slot().state, streaming: true } };
    assert.equal(stateOf(slot()), 'idle');
    assert.equal(stateOf(slot(streaming)), 'streaming');
    assert.equal(stateOf(slot({ ...streaming, ...running })), 'running');
    assert.equal(stateOf(slot({ ...running, problems: [problem('STATE_STALE', 'WARNING')] })), 'degraded');
    assert.equal(stateOf(slot({ ...running, problems: [problem('OVERDUE')] })), 'overdue');
    const failed = [problem('OVERDUE'), problem('LAST_OPERATION_FAILED')];
    assert.equal(stateOf(slot({ ...running, problems: failed })), 'failed');
    const lost = [problem('OUTCOME_UNKNOWN', 'CRITICAL', 'LOST'), ...failed];
    assert.equal(stateOf(slot({ problems: lost })), 'lost');
    assert.equal(stateOf(slot({ expired: true, problems: [...failed, problem('SILENT')] })), 'expired');
  });

  it('has the word and the last outcome of the run that gave the operation up', () => {
    for (const [outcome, word] of [
      ['LOST', 'Lost'],
      ['TIMED_OUT', 'Timed out'],
      ['UNKNOWN', 'Unknown'],
    ] as const) {
      const reading = readSlot(slot({ problems: [problem('OUTCOME_UNKNOWN', 'CRITICAL', outcome)] }), []);
      assert.equal(WORDS[reading.state], word);
      assert.equal(hasFailed(reading), true);
      assert.deepEqual(reading.outcome, { operation: 'take_iv', status: outcome, endTime: AT });
      assert.equal(doesNow(reading, Date.parse(AT)), `${word.toLowerCase()}, last take_iv`);
    }
    const later = session('take_noise', {
      ...{ status: 'DONE', success: true, endTime: '2026-11-26T05:00:00.000Z' },
    });
    const problems = [problem('OUTCOME_UNKNOWN', 'CRITICAL', 'LOST')];
    assert.equal(readSlot(slot({ problems, sessions: [later] }), []).outcome?.operation, 'take_noise');
  });

  it('is quiet for a slot that people have taken out of service, with their reason', () => {
    const outOfService = { since: AT, by: 'day shift', reason: 'warm amplifier' };
    const { state, reason } = readSlot(
      slot({ outOfService, problems: [problem('LAST_OPERATION_FAILED')] }),
      [],
    );
    assert.deepEqual([state, reason], ['outOfService', 'warm amplifier (day shift)']);
  });

  it('has the reason of its own problem, and since when it holds', () => {
    const problems = [problem('STATE_STALE', 'WARNING'), problem('LAST_OPERATION_FAILED')];
    const { reason, since } = readSlot(slot({ problems }), []);
    assert.deepEqual([reason, since], ['LAST_OPERATION_FAILED happened', AT]);
  });

  it('does not count the state reader or the stream as a task', () => {
    assert.equal(readSlot(slot({ sessions: [session('check_state'), session('stream')] }), []).task, null);
    const { task } = readSlot(slot({ sessions: [session('stream'), session('take_noise')] }), []);
    assert.equal(task?.operation, 'take_noise');
  });

  it('does not count what ran when the agent restarted', () => {
    const sessions = [session('take_iv', { evicted: true }), session('stream', { evicted: true })];
    const { state, task, stream } = readSlot(slot({ sessions }), []);
    assert.deepEqual([state, task, stream], ['idle', null, null]);
  });

  it('shows the operation that ended last', () => {
    const done = (operation: string, endTime: string, success: boolean) =>
      session(operation, { status: 'DONE', success, endTime });
    const sessions = [
      done('take_iv', '2026-11-26T03:00:00.000Z', true),
      done('take_noise', '2026-11-26T03:30:00.000Z', false),
      done('check_state', '2026-11-26T03:59:00.000Z', true),
    ];
    const { outcome } = readSlot(slot({ sessions }), []);
    assert.deepEqual(outcome, {
      ...{ operation: 'take_noise', status: 'FAILED', endTime: '2026-11-26T03:30:00.000Z' },
    });
  });
});

it('what goes on is never at 100 %, whatever was expected', () => {
  const task = { startTime: AT, expectedEndTime: new Date(Date.parse(AT) + 100_000).toISOString() };
  const at = (seconds: number) => percentOf(task, Date.parse(AT) + seconds * 1000);
  assert.deepEqual([at(-5), at(36.9), at(99.9), at(500)], ['0 %', '36 %', '99 %', '99 %']);
  assert.equal(percentOf({ ...task, expectedEndTime: null }, 0), null);
});
