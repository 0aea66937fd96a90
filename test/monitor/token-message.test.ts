import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readMessage } from '../../monitor/token/token-message.js';

it('a message about the token is read only in the form that the pages send', () => {
  assert.deepEqual(readMessage({ kind: 'ask' }), { kind: 'ask' });
  const token = 'correct-horse-battery';
  assert.deepEqual(readMessage({ kind: 'token', token, more: 1 }), { kind: 'token', token });
  const wrong = [
    ...[null, undefined, 'ask', [], {}, { kind: 'tell' }, { kind: 'token' }],
    ...[5, '', 'with a blank', 'line\nbreak', 'ümlaut', 'x'.repeat(4097)].map((bad) => ({
      ...{ kind: 'token', token: bad },
    })),
  ];
  for (const data of wrong) assert.equal(readMessage(data), null, JSON.stringify(data));
});
