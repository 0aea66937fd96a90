import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFault } from '../../src/simulator/fault-text.js';
import { nameSlots } from '../../src/simulator/slot-names.js';

const NAMES = nameSlots({ slots: 3 });

function parsed(text: string) {
  const result = parseFault(text, NAMES);
  assert.ok(result.ok, `${text}: ${JSON.stringify(result)}`);
  const { slots, fault, from, to, rest } = result.value;
  return { slots: slots.map(({ shortName }) => shortName), fault, from, to, rest };
}

describe('the text of a fault', () => {
  it('names its slots by their short names, instance ids or stream ids', () => {
    assert.deepEqual(parsed('s3=nan').slots, ['s3']);
    assert.deepEqual(parsed('pysmurf-controller-s3=nan').slots, ['s3']);
    assert.deepEqual(parsed('ufm_mv17,s2,s2=nan').slots, ['s4', 's2']);
    assert.deepEqual(parsed('all=nan').slots, ['s2', 's3', 's4']);
  });

  it('has a start and an end', () => {
    const window = (text: string) => {
      const { from, to } = parsed(text);
      return [from, to];
    };
    assert.deepEqual(window('s2=silent'), [0, null]);
    assert.deepEqual(window('s2=silent@30'), [30, null]);
    assert.deepEqual(window('s2=silent@30s..'), [30, null]);
    assert.deepEqual(window('s2=silent@1.5..60s'), [1.5, 60]);
    assert.deepEqual(window('s2=silent@0..60'), [0, 60]);
  });

  const faults: readonly [text: string, fault: object][] = [
    ['s2:take_noise=raise', { kind: 'raise', operation: 'take_noise', message: undefined }],
    ['s2:run=raise:no tones: at 4.2 K', { kind: 'raise', operation: 'run', message: 'no tones: at 4.2 K' }],
    ['s2:stream=hang@5', { kind: 'hang', operation: 'stream' }],
    ['s2=crash', { kind: 'crash', operation: undefined }],
    ['s2:take_iv=crash', { kind: 'crash', operation: 'take_iv' }],
    ['s2=restart:2.5', { kind: 'restart', operation: undefined, seconds: 2.5 }],
    ['s2:take_iv=late:12@3..4', { kind: 'late', operation: 'take_iv', seconds: 12 }],
    ['s2=late', { kind: 'late', operation: undefined, seconds: undefined }],
    ['s2=lost-answer', { kind: 'lost-answer', operation: undefined }],
    ['s2=large:4', { kind: 'large', operation: undefined, megabytes: 4 }],
    ['s2=claim:ufm_mv12', { kind: 'claim', streamId: 'ufm_mv12' }],
    ['s2=bad-heartbeats', { kind: 'bad-heartbeats' }],
    ['s2=stale', { kind: 'stale' }],
  ];
  for (const [text, fault] of faults) {
    it(`may be ${text}`, () => assert.deepEqual(parsed(text).fault, fault));
  }

  it('keeps the text after the slots', () => {
    assert.equal(parsed('s2,s3:take_noise=raise@5').rest, ':take_noise=raise@5');
  });

  const wrong: readonly [text: string, wanted: RegExp][] = [
    ['', /^SLOT/],
    ['s2', /^SLOT/],
    ['=nan', /^SLOT/],
    ['s9=nan', /^a simulated slot instead of s9 \(known: all, s2 \(ufm_mv5\)/],
    ['s2,s9=nan', /^a simulated slot instead of s9 /],
    ['s2=', /after the = one of raise, hang/],
    ['s2=constructor', /after the = one of/],
    ['s2=raise', /the name of an operation, as in s3:take_noise=raise/],
    ['s2:=hang', /an operation after the colon/],
    ['s2:take_noise=nan', /no operation for nan/],
    ['s2=silent:5', /no value for silent/],
    ['s2=late:soon', /late:SECONDS with a number from 0/],
    ['s2=late:-1', /late:SECONDS/],
    ['s2=large:17', /large:MEGABYTES with a number from 0\.001 to 16/],
    ['s2=claim', /claim:STREAM-ID/],
    ['s2=claim:', /claim:STREAM-ID/],
    ['s2=silent@', /seconds from now/],
    ['s2=silent@soon', /seconds from now/],
    ['s2=silent@30..30', /seconds from now/],
    ['s2=silent@..30', /seconds from now/],
    ['s2=silent@9999999', /seconds from now/],
  ];
  for (const [text, wanted] of wrong) {
    it(`may not be "${text}"`, () => {
      const result = parseFault(text, NAMES);
      assert.ok(!result.ok);
      assert.match(result.wanted, wanted);
    });
  }
});
