import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  failureReason,
  hasChanged,
  isSameSession,
  lastMessage,
  overtakes,
  sessionKey,
} from '../../../src/core/slots/session-record.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { record, session } from '../fixtures.js';

const OTHERS = {
  'another number': session({ session_id: 4 }),
  'another start': session({ start_time: 1_700_000_100.5 }),
  'another operation': session({ op_name: 'take_iv' }),
};

describe('the identity of a session', () => {
  it('consists of its operation, number and start, whatever its status', () => {
    const running = session({ status: 'running', op_code: OP_CODES.RUNNING, success: null, end_time: null });
    assert.ok(isSameSession(running, session()));
    for (const [what, other] of Object.entries(OTHERS)) assert.ok(!isSameSession(session(), other), what);
  });

  it('contains, as a key, the slot and the start of its agent too', () => {
    const key = sessionKey('observatory.a', '1700000000.5', session());
    assert.equal(key, sessionKey('observatory.a', '1700000000.5', session({ data: { more: 1 } })));
    const others = [
      sessionKey('observatory.b', '1700000000.5', session()),
      sessionKey('observatory.a', '1700000999.5', session()),
      sessionKey('observatory.a', null, session()),
      ...Object.values(OTHERS).map((other) => sessionKey('observatory.a', '1700000000.5', other)),
    ];
    assert.equal(new Set([key, ...others]).size, others.length + 1);
  });
});

describe('a record of a session', () => {
  it('has not changed if the agent reports the same again', () => {
    const refreshed = record(session({ data: { noise: [1, 2] } }), { refreshedAt: new Date(0) });
    assert.equal(hasChanged(record(session({ data: { noise: [1, 2] } })), refreshed), false);
  });

  it('has changed with the session, its data, its messages, its identity, or its eviction', () => {
    const before = record(session({ data: { noise: [1, 2] } }));
    const after = {
      data: record(session({ data: { noise: [1, 3] } })),
      messages: record(session({ data: { noise: [1, 2] }, messages: [[1, 'word']] })),
      success: record(session({ data: { noise: [1, 2] }, success: false })),
      identity: { ...before, id: 'another' },
      eviction: { ...before, evicted: true },
    };
    for (const [what, later] of Object.entries(after)) assert.ok(hasChanged(before, later), what);
  });
});

describe('an answer that arrives late', () => {
  const running = session({ status: 'running', op_code: OP_CODES.RUNNING, success: null, end_time: null });

  it('is outdated if it shows an earlier session, or shows an ended session as running', () => {
    assert.equal(overtakes(session({ session_id: 4 }), session({ session_id: 3 })), true);
    assert.equal(overtakes(session(), running), true);
  });

  it('is not outdated if it shows the same or a later session', () => {
    assert.equal(overtakes(running, session()), false);
    assert.equal(overtakes(running, running), false);
    assert.equal(overtakes(session(), session()), false);
    assert.equal(overtakes(session({ session_id: 3 }), session({ session_id: 4, status: 'running' })), false);
  });
});

describe('the message of a session', () => {
  const messages: [number, string][] = [
    [1, 'Status is now "running".'],
    [2, 'Taking noise'],
    [3, 'Operation failed: stream is running.'],
    [4, 'Status is now "done".'],
  ];

  it('is its last message that is not a status message of OCS', () => {
    assert.equal(lastMessage(session({ messages })), 'Operation failed: stream is running.');
    assert.equal(lastMessage(session({ messages: [[1, 'Status is now "done".']] })), null);
  });

  it('is the traceback, if the session failed with one', () => {
    const data = { result: { success: false, traceback: 'Traceback: no tones' } };
    assert.equal(failureReason(session({ messages, data })), 'Traceback: no tones');
  });

  it('is the last message of a failure without a traceback, or that there is no reason', () => {
    for (const data of [
      null,
      {},
      'text',
      { result: null },
      { result: { traceback: ' ' } },
      { result: { traceback: 7 } },
    ]) {
      assert.equal(failureReason(session({ messages, data })), 'Operation failed: stream is running.');
    }
    assert.match(failureReason(session()), /gave no reason/);
    assert.match(failureReason(session({ messages: [[1, ' \n']] })), /gave no reason/);
  });
});
