import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shortened } from '../../src/lib/shortened.js';

it('leaves a text that fits as it is, and takes the middle out of one that does not', () => {
  assert.equal(shortened('abc', 3), 'abc');
  assert.equal(shortened('abcdefghi', 6), 'abcd … hi');
});
