import assert from 'node:assert/strict';
import { it } from 'node:test';
import { summaryOf } from '../../../src/core/audit/summary.js';

it('a summary names the operation, the slots and the run', () => {
  assert.equal(
    summaryOf({ operation: 'take_iv', slots: ['ufm_mv5', 'ufm_mv6'], id: 'r' }),
    'take_iv on ufm_mv5, ufm_mv6 r',
  );
  assert.equal(summaryOf({ slots: 'ufm_mv5' }), 'on ufm_mv5');
  assert.equal(summaryOf({}), null);
});

it('a summary names ten slots, and counts the others', () => {
  const slots = Array.from({ length: 12 }, (_, index) => `s${index}`);
  assert.equal(summaryOf({ slots }), 'on s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 2 others');
});

it('a summary leaves out values that are no names', () => {
  assert.equal(summaryOf({ operation: 5, slots: [{ password: 'x' }, 7, ''], id: null }), null);
});
