import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSession } from '../../src/ocs/agent/session.js';
import { encodedSession, OP_CODES } from '../../src/ocs/protocol.js';

const texts = (session: ReturnType<typeof createSession>) =>
  session.encoded().messages.map(([, text]) => text);

describe('A session', () => {
  test('reports each status in its op code and in a message', () => {
    const session = createSession(3, 'stream');
    assert.equal(session.opCode, OP_CODES.STARTING);
    session.setStatus('running');
    assert.equal(session.opCode, OP_CODES.RUNNING);
    session.degraded = true;
    assert.equal(session.opCode, OP_CODES.DEGRADED);
    session.setStatus('stopping');
    assert.equal(session.opCode, OP_CODES.STOPPING);
    session.end([true, 'Finished']);
    assert.equal(session.opCode, OP_CODES.SUCCEEDED);
    assert.deepEqual(texts(session), [
      'Status is now "starting".',
      'Status is now "running".',
      'Status is now "stopping".',
      'Finished',
      'Status is now "done".',
    ]);
  });

  test('has neither success nor end before it is done', () => {
    const session = createSession(0, 'take_noise');
    session.setStatus('running');
    assert.equal(session.encoded().success, null);
    assert.equal(session.encoded().end_time, null);
    session.end([false, 'no signal']);
    const encoded = session.encoded();
    assert.equal(encoded.success, false);
    assert.equal(encoded.op_code, OP_CODES.FAILED);
    assert.ok(encoded.end_time !== null && encoded.end_time >= encoded.start_time);
  });

  test('is encoded in the form that our own parser accepts', () => {
    const session = createSession(7, 'take_noise');
    assert.deepEqual(encodedSession.parse(session.encoded()), session.encoded());
  });

  test('requests its operation to stop when it is stopping, not before', () => {
    const session = createSession(0, 'stream');
    session.setStatus('running');
    assert.equal(session.stopRequested.aborted, false);
    session.setStatus('stopping');
    assert.equal(session.stopRequested.aborted, true);
  });

  test('does not return to an earlier status', () => {
    const session = createSession(0, 'stream');
    session.setStatus('stopping');
    assert.throws(() => session.setStatus('running'), /cannot go back from stopping to running/);
    session.end([true, '']);
    assert.throws(() => session.setStatus('stopping'), /cannot go back from done to stopping/);
  });

  test('reports the same status only once', () => {
    const session = createSession(0, 'stream');
    session.setStatus('running');
    session.setStatus('running');
    assert.equal(texts(session).length, 2);
  });

  test('reports numbers that JSON does not have as null, at every depth', () => {
    const session = createSession(0, 'take_noise');
    session.data = { medians: [1, Number.NaN, { worst: Number.POSITIVE_INFINITY }], text: 'a', none: null };
    assert.deepEqual(session.encoded().data, { medians: [1, null, { worst: null }], text: 'a', none: null });
  });

  test('keeps the newest ten thousand messages', () => {
    const session = createSession(0, 'stream');
    for (let index = 0; index < 10_005; index += 1) session.addMessage(`message ${index}`);
    assert.equal(texts(session).length, 10_000);
    assert.equal(texts(session).at(-1), 'message 10004');
  });
});
