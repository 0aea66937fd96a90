import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findUnportable } from '../../src/lib/portable.js';

/** Lists inside each other. */
function nested(levels: number): unknown {
  return levels === 0 ? 1 : [nested(levels - 1)];
}

describe('a value that an agent must receive unchanged', () => {
  it('can be any JSON value', () => {
    const values = [
      null,
      true,
      '',
      'True',
      'half of a pair: \ud83d',
      0,
      -0.5,
      1e-320,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
      [],
      {},
      { list: [1, { x: 'None' }], __proto__: null },
      JSON.parse('{"__proto__": {"a": 1}}'),
      nested(32),
    ];
    for (const value of values) assert.equal(findUnportable(value), null);
  });

  it('must not contain an integer that has lost digits', () => {
    for (const value of [2 ** 53, -(2 ** 53), 1e300, 2n ** 53n]) {
      const found = findUnportable({ seed: value });
      assert.equal(found?.path, '.seed');
      assert.match(found.problem, /^is an integer beyond ±9007199254740991/);
    }
  });

  it('must not contain a number that is not finite', () => {
    for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
      assert.match(findUnportable(value)?.problem ?? '', /^is not a finite number/);
    }
  });

  it('must not be nested deeper than 32 levels, or contain itself', () => {
    const circle: unknown[] = [];
    circle.push({ circle });
    for (const value of [nested(33), circle]) {
      assert.match(findUnportable(value)?.problem ?? '', /^is nested deeper than 32 levels/);
    }
  });

  it('is rejected with the place', () => {
    const places: readonly (readonly [unknown, string])[] = [
      [2 ** 60, ''],
      [[1, 2 ** 60], '[1]'],
      [{ list: [0, 1, 2, { x: 2 ** 60 }] }, '.list[3].x'],
      [{ 'band 1': { '2': 2 ** 60 } }, '["band 1"]["2"]'],
      [JSON.parse('{"__proto__": {"a": 1e400}}'), '.__proto__.a'],
    ];
    for (const [value, path] of places) assert.equal(findUnportable(value)?.path, path);
  });
});
