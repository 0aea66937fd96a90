import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { it } from 'node:test';
import { abort, endingWith } from '../../src/lib/abort.js';

it('a wait ends by itself, and what it is a part of goes on', () => {
  const outer = new AbortController();
  const wait = endingWith(outer.signal);
  assert.equal(wait.signal.aborted, false);
  wait.end();
  assert.deepEqual([wait.signal.aborted, outer.signal.aborted], [true, false]);
});

it('a wait ends with what it is a part of, also if that has ended before', () => {
  const outer = new AbortController();
  const wait = endingWith(outer.signal);
  abort(outer);
  assert.equal(wait.signal.aborted, true);
  assert.equal(endingWith(outer.signal).signal.aborted, true);
});

it('a wait that is closed has ended, and has given its listener back', () => {
  const outer = new AbortController();
  const wait = endingWith(outer.signal);
  assert.equal(getEventListeners(outer.signal, 'abort').length, 1);
  wait.close();
  assert.equal(wait.signal.aborted, true);
  assert.equal(getEventListeners(outer.signal, 'abort').length, 0);
});
