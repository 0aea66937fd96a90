import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePythonJson } from '../../src/lib/python-json.js';

test('NaN is read as null, Infinity as itself, and both as texts if they are texts', () => {
  const text = String.raw`[NaN, {"NaN": [Infinity, -Infinity]}, "a \"NaN\" \\", "Infinity"]`;
  assert.deepEqual(parsePythonJson(text), [
    null,
    { NaN: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
    'a "NaN" \\',
    'Infinity',
  ]);
});

test('integers of any size are read', () => {
  assert.deepEqual(parsePythonJson('[1180591620717411303424, NaN]'), [2 ** 70, null]);
});

test('text that is not JSON in Python either is refused', () => {
  for (const text of ['', 'nan', '[NaNs]', '[Infinity', 'undefined']) {
    assert.throws(() => parsePythonJson(text), SyntaxError, text);
  }
});
