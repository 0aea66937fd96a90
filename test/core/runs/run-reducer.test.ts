import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run, RunSlotStatus } from '../../../src/core/runs/run.js';
import type { RunEvent, SlotOutcome } from '../../../src/core/runs/run-events.js';
import { reduceRun } from '../../../src/core/runs/run-reducer.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { record, run, runSlot, session } from '../fixtures.js';

const at = new Date('2026-11-25T04:00:00Z');
const RUNNING = session({ status: 'running', op_code: OP_CODES.RUNNING, success: null, end_time: null });

const ofSlot = (event: object, slot = 0) => ({ slot, at, ...event }) as RunEvent;
const ended = (status: SlotOutcome['status'], more: Partial<SlotOutcome> = {}, slot = 0) =>
  ofSlot({ type: 'ENDED', outcome: { status, message: null, ...more } }, slot);
const seen = (status: 'running' | 'stopping' | 'done', ready = false) =>
  ofSlot({ type: 'SESSION_SEEN', record: record({ ...RUNNING, status }), ready });

/** The next state of a run with one slot that has this `status`. */
function after(status: RunSlotStatus, event: RunEvent, change: Partial<Run> = {}) {
  const before = { ...run([status, 'RUNNING']), ...change };
  return reduceRun(before, event);
}
const statusAfter = (status: RunSlotStatus, event: RunEvent) => after(status, event).slots[0]?.status;

describe('a slot of a run', () => {
  it('goes from its start to its end', () => {
    const life: readonly (readonly [RunEvent, RunSlotStatus])[] = [
      [ofSlot({ type: 'START_SENT', agentStart: '1', sessionBefore: null, reportsReady: true }), 'STARTING'],
      [ofSlot({ type: 'STARTED', record: record(RUNNING), inferred: false }), 'RUNNING'],
      [seen('running', true), 'READY'],
      [ofSlot({ type: 'STOP_ACCEPTED' }), 'STOPPING'],
      [seen('stopping'), 'STOPPING'],
      [ended('CANCELLED'), 'CANCELLED'],
    ];
    let now = run(['PENDING', 'PENDING']);
    for (const [event, status] of life) {
      const next = reduceRun(now, event);
      assert.equal(next.slots[0]?.status, status, event.type);
      assert.equal(next.revision, now.revision + 1, 'each change has a revision of its own');
      now = next;
    }
  });

  it('keeps the times at which it was sent and accepted', () => {
    const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);
    const sent = ofSlot({ type: 'START_SENT', agentStart: '1', sessionBefore: null, reportsReady: false });
    const started = ofSlot({ type: 'STARTED', record: record(RUNNING), inferred: false });
    const before = reduceRun(run(['PENDING']), { ...sent, at: at(0) });
    assert.deepEqual([before.slots[0]?.sentAt, before.slots[0]?.acceptedAt], [at(0), null]);
    const after = reduceRun(before, { ...started, at: at(3) });
    assert.deepEqual([after.slots[0]?.sentAt, after.slots[0]?.acceptedAt], [at(0), at(3)]);
  });

  it('never changes after its end, whatever is reported later', () => {
    const late: readonly RunEvent[] = [
      ended('CANCELLED'),
      ofSlot({ type: 'LOST', message: 'silent', mayReturn: true }),
      ofSlot({ type: 'RETURNED' }),
      ofSlot({ type: 'STOP_ACCEPTED' }),
      ofSlot({ type: 'NOTED', message: 'Not cancelled: the agent did not answer' }),
      ofSlot({ type: 'STARTED', record: record(RUNNING), inferred: true }),
      seen('running'),
    ];
    const ends: readonly RunSlotStatus[] = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'UNKNOWN', 'NOT_STARTED'];
    for (const end of ends) {
      for (const event of late) {
        const before = run([end, 'RUNNING']);
        assert.equal(reduceRun(before, event), before, `${end} and then ${event.type}`);
      }
    }
  });

  it('can have its session marked as evicted after its end', () => {
    const slot = runSlot('SUCCEEDED', 2, { record: record(session()) });
    const before = { ...run([]), slots: [slot, runSlot('RUNNING', 3)] };
    const event = ofSlot({
      type: 'SESSION_SEEN',
      record: record(session(), { evicted: true }),
      ready: false,
    });
    const [first] = reduceRun(before, event).slots;
    assert.deepEqual([first?.status, first?.record?.evicted], ['SUCCEEDED', true]);
  });

  it('that is LOST comes back with a heartbeat, never with a late answer', () => {
    const lost = after('RUNNING', ofSlot({ type: 'LOST', message: 'silent', mayReturn: true }));
    assert.deepEqual([lost.slots[0]?.status, lost.slots[0]?.message], ['LOST', 'silent']);
    assert.equal(reduceRun(lost, seen('running')).slots[0]?.status, 'LOST');
    const back = reduceRun(lost, ofSlot({ type: 'RETURNED' }));
    assert.deepEqual([back.slots[0]?.status, back.slots[0]?.message], ['STARTING', null], 'no session yet');
    const known = {
      ...lost,
      slots: lost.slots.with(0, { ...runSlot('LOST'), mayReturn: true, record: record(RUNNING) }),
    };
    assert.equal(reduceRun(known, ofSlot({ type: 'RETURNED' })).slots[0]?.status, 'RUNNING');
  });

  it('that is LOST for good does not come back', () => {
    const lost = after('RUNNING', ofSlot({ type: 'LOST', message: 'restarted', mayReturn: false }));
    assert.equal(reduceRun(lost, ofSlot({ type: 'RETURNED' })), lost);
    assert.equal(reduceRun(lost, ended('SUCCEEDED')), lost);
  });

  it('keeps its session if its end has no newer one, and stays inferred', () => {
    const slot = runSlot('RUNNING', 2, { record: record(RUNNING), inferred: true });
    const before = { ...run([]), slots: [slot, runSlot('RUNNING', 3)] };
    const [first] = reduceRun(before, ended('UNKNOWN')).slots;
    assert.deepEqual([first?.record?.session, first?.inferred], [RUNNING, true]);
  });

  it('is READY only while it runs', () => {
    assert.equal(statusAfter('STOPPING', seen('running', true)), 'STOPPING');
    assert.equal(statusAfter('RUNNING', seen('running', true)), 'READY');
  });
});

describe('a run', () => {
  const lastEnds = (status: SlotOutcome['status'], change: Partial<Run> = {}) =>
    reduceRun({ ...run(['RUNNING', 'SUCCEEDED']), ...change }, ended(status));

  it('ends with its last slot', () => {
    const open = reduceRun(run(['RUNNING', 'RUNNING']), ended('SUCCEEDED'));
    assert.deepEqual([open.status, open.endTime], ['RUNNING', null]);
    const end = lastEnds('SUCCEEDED');
    assert.deepEqual([end.status, end.endTime], ['SUCCEEDED', at]);
    assert.equal(lastEnds('FAILED').status, 'FAILED');
    assert.equal(lastEnds('NOT_STARTED').status, 'FAILED');
  });

  it('stays open for a slot that is LOST and may return', () => {
    const open = reduceRun(run(['RUNNING']), ofSlot({ type: 'LOST', message: '', mayReturn: true }));
    assert.equal(open.status, 'RUNNING');
    const end = reduceRun(open, ofSlot({ type: 'LOST', message: '', mayReturn: false }));
    assert.equal(end.status, 'FAILED');
  });

  it('is CANCELLED only if the cancel made a difference', () => {
    assert.equal(lastEnds('CANCELLED', { cancelledAt: at }).status, 'CANCELLED');
    assert.equal(lastEnds('SUCCEEDED', { cancelledAt: at }).status, 'SUCCEEDED');
  });

  it('does not change after it has ended', () => {
    const end = lastEnds('FAILED');
    for (const event of [ended('SUCCEEDED'), { type: 'CANCEL_REQUESTED', at } as const, seen('done')]) {
      assert.equal(reduceRun(end, event), end);
    }
  });

  it('is held by one slot and released', () => {
    const held = reduceRun(run(['TIMED_OUT', 'PENDING']), ofSlot({ type: 'HELD' }));
    assert.equal(held.heldBy, 0);
    assert.equal(reduceRun(held, ofSlot({ type: 'HELD' })), held);
    assert.equal(reduceRun(held, { type: 'RELEASED', at }).heldBy, null);
  });

  it('keeps the time of the first cancel', () => {
    const first = reduceRun(run(['RUNNING']), { type: 'CANCEL_REQUESTED', at });
    assert.equal(reduceRun(first, { type: 'CANCEL_REQUESTED', at: new Date() }), first);
  });
});
