import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, utc } from '../../monitor/shared/duration.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test('a duration has the two units that matter', () => {
  const shown = [0, 59 * SECOND, 198 * SECOND, 101 * MINUTE, 52 * HOUR].map(duration);
  assert.deepEqual(shown, ['0 s', '59 s', '3 m 18 s', '1 h 41 m', '2 d 4 h']);
});

test('a whole duration has one unit, and a clock that is behind shows no negative one', () => {
  assert.deepEqual([MINUTE, HOUR, 24 * HOUR, -5 * SECOND].map(duration), ['1 m', '1 h', '1 d', '0 s']);
});

test('a time of day is in UTC', () => {
  assert.equal(utc('2026-11-26T04:09:25.300Z'), '04:09:25');
});
