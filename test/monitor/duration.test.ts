import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from '../../monitor/shared/counted.js';
import { duration } from '../../monitor/shared/duration.js';
import { localTime, localZone } from '../../monitor/shared/local-time.js';
import {
  utc,
  utcDateAndTime,
  utcDay,
  utcExact,
  utcMinute,
  utcMoment,
  withUtcTimes,
} from '../../monitor/shared/utc.js';

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

test('a time that is none is shown as such, whatever an agent sends', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e20, 'soon']) {
    for (const text of [utc, utcDay, utcDateAndTime, localTime]) assert.equal(text(bad), '?');
    assert.deepEqual([utcMoment(bad, 0), utcMinute(bad, 0), utcExact(bad, 0)], ['?', '?', '?']);
    assert.equal(utcMoment(0, bad), '1 Jan 00:00:00');
    assert.deepEqual([localZone(bad), duration(Number.NaN)], ['', '?']);
  }
});

test('a moment has its day if that is not today', () => {
  const now = Date.parse('2026-11-26T04:09:25.300Z');
  assert.deepEqual(
    [utcMoment(now, now), utcMoment('2026-11-25T23:59:59Z', now), utcMinute('2025-11-26T04:09:25Z', now)],
    ['04:09:25', '25 Nov 23:59:59', '26 Nov 04:09'],
  );
  assert.deepEqual(
    [utcExact(now, now), utcExact('2026-11-25T23:59:59.016Z', now)],
    ['04:09:25.300', '25 Nov 23:59:59.016'],
  );
});

test('a text of the server has its times as people read them', () => {
  const now = Date.parse('2026-11-26T17:00:00.000Z');
  const text =
    'No heartbeat since 2026-11-26T16:38:29.865Z. Out of service since 2026-11-24T08:00:00Z (reason: run 2026-11-26).';
  assert.equal(
    withUtcTimes(text, now),
    'No heartbeat since 16:38:29 UTC. Out of service since 24 Nov 08:00:00 UTC (reason: run 2026-11-26).',
  );
});

test('one thing is one thing', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(count, 'slot')),
    ['0 slots', '1 slot', '2 slots'],
  );
});
