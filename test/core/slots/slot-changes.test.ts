import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  changed,
  restarted,
  withOpCodes,
  withoutProblem,
  withProblem,
  withSession,
} from '../../../src/core/slots/slot-changes.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { session, slot } from '../fixtures.js';

const NOW = new Date('2026-11-25T04:00:00Z');

describe('a slot that changes', () => {
  it('is a new value with a later revision; the old one stays as it was', () => {
    const before = slot(2);
    const after = changed(before, { expired: true });
    assert.deepEqual([before.expired, before.revision, after.expired, after.revision], [false, 1, true, 2]);
  });

  it('is the same value if nothing has changed', () => {
    const before = slot(2, { opCodes: new Map([['stream', OP_CODES.NONE]]) });
    assert.equal(withOpCodes(before, { stream: OP_CODES.NONE }, NOW), before);
    assert.equal(withoutProblem(before, 'API_UNREADABLE'), before);
    assert.equal(withSession(before, 'take_noise', null, NOW, null), before);
  });

  it('has only the op codes of the last heartbeat', () => {
    const before = slot(2, { opCodes: new Map([['gone', OP_CODES.SUCCEEDED]]) });
    const after = withOpCodes(before, { stream: OP_CODES.RUNNING }, NOW);
    assert.deepEqual([...after.opCodes.keys()], ['stream']);
  });

  it('keeps a session that its agent has dropped, marked as evicted', () => {
    const known = withSession(slot(2), 'take_noise', session(), NOW, null);
    const dropped = withSession(known, 'take_noise', null, NOW, null);
    assert.deepEqual(
      [known, dropped].map(({ sessions }) => sessions.get('take_noise')?.evicted),
      [false, true],
    );
  });

  it('ignores an answer that is older than the last one', () => {
    const known = withSession(slot(2), 'take_noise', session({ session_id: 4 }), NOW, null);
    assert.equal(withSession(known, 'take_noise', session({ session_id: 3 }), NOW, null), known);
  });

  it('keeps a newer copy of an unchanged session without a new revision', () => {
    const known = withSession(slot(2), 'take_noise', session(), NOW, null);
    const later = new Date(NOW.getTime() + 1000);
    const again = withSession(known, 'take_noise', session(), later, null);
    assert.equal(again.revision, known.revision);
    assert.equal(again.sessions.get('take_noise')?.refreshedAt, later);
  });

  it('confirms its stream id by a session, until its agent restarts', () => {
    const unknown = slot(2, { streamId: null, streamIdConfirmed: false });
    const known = withSession(unknown, 'check_state', session({ op_name: 'check_state' }), NOW, 'ufm_mv2');
    assert.deepEqual([known.streamId, known.streamIdConfirmed], ['ufm_mv2', true]);
    const anew = restarted(known, { agentStart: '1800000000.5', simulated: false }, NOW);
    assert.deepEqual([anew.streamId, anew.streamIdConfirmed, anew.api], ['ufm_mv2', false, null]);
  });

  it('remembers the start of a problem, also if its message changes', () => {
    const problem = { code: 'API_UNREADABLE', operation: null, message: 'no answer', since: NOW } as const;
    const later = { ...problem, message: 'odd answer', since: new Date(NOW.getTime() + 1000) };
    const unreadable = withProblem(withProblem(slot(2), problem), later);
    assert.deepEqual(unreadable.readProblems, [{ ...later, since: NOW }]);
    assert.deepEqual(withoutProblem(unreadable, 'API_UNREADABLE').readProblems, []);
  });

  it('remembers since when an operation is degraded, until it is not', () => {
    const { DEGRADED, RUNNING } = OP_CODES;
    const first = withOpCodes(slot(2), { check_state: DEGRADED }, NOW);
    const still = withOpCodes(first, { check_state: DEGRADED, stream: RUNNING }, new Date());
    assert.deepEqual([...still.degraded], [['check_state', NOW]]);
    assert.equal(withOpCodes(still, { check_state: RUNNING }, new Date()).degraded.size, 0);
  });

  it('keeps a bounded number of sessions: those of operations that its agent still has', () => {
    const opCodes = new Map([['kept', OP_CODES.SUCCEEDED]]);
    let one = withSession(slot(2, { opCodes }), 'kept', session({ op_name: 'kept' }), NOW, null);
    for (let name = 0; name < 1000; name++) {
      one = withSession(one, `invented_${name}`, session({ op_name: `invented_${name}` }), NOW, null);
    }
    assert.equal(one.sessions.size, 500);
    assert.ok(one.sessions.has('kept') && one.sessions.has('invented_999'));
  });
});
