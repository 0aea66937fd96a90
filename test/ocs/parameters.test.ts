import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkParameters, ParamError, type ParameterSpecs } from '../../src/ocs/agent/parameters.js';

const SPECS: ParameterSpecs = {
  bias: {},
  duration: { default: 30, type: 'float' },
  band: { default: null, type: 'int' },
  load_tune: { default: true, type: 'bool' },
  stream_type: { default: 'obs', type: 'str', choices: ['obs', 'oper'] },
};

describe('The parameters of an operation', () => {
  test('get their defaults if they are missing or null', () => {
    assert.deepEqual(checkParameters(SPECS, { bias: 1, duration: null }), {
      bias: 1,
      duration: 30,
      band: null,
      load_tune: true,
      stream_type: 'obs',
    });
  });

  test('can be falsy without being missing', () => {
    const checked = checkParameters(SPECS, { bias: 0, duration: 0, load_tune: false });
    assert.equal(checked['bias'], 0);
    assert.equal(checked['duration'], 0);
    assert.equal(checked['load_tune'], false);
  });

  const refusals: readonly [what: string, given: unknown, message: string][] = [
    ['lack one that is required', {}, "Param 'bias' is required and must not be None"],
    ['give null for one that is required', { bias: null }, "Param 'bias' is required and must not be None"],
    [
      'give a text for a number',
      { bias: 1, duration: 'long' },
      "Param 'duration'=long is not of required type (<class 'float'>)",
    ],
    [
      'give a fraction for an integer',
      { bias: 1, band: 1.5 },
      "Param 'band'=1.5 is not of required type (<class 'int'>)",
    ],
    [
      'give an object for a truth value',
      { bias: 1, load_tune: { a: 1 } },
      `Param 'load_tune'={"a":1} is not of required type (<class 'bool'>)`,
    ],
    [
      'choose what is not offered',
      { bias: 1, stream_type: 'x' },
      "Param 'stream_type'=x is not in allowed set (['obs', 'oper'])",
    ],
    [
      'hold names that the operation does not know',
      { bias: 1, durations: 2, tags: 'a' },
      "params included unexpected values: ['durations', 'tags']",
    ],
    [
      'are a list',
      [{ bias: 1 }],
      'CRASH: during param pre-processing: params must be an object, not [{"bias":1}]',
    ],
    ['are a text', 'bias', 'CRASH: during param pre-processing: params must be an object, not bias'],
  ];
  for (const [what, given, message] of refusals) {
    test(`are refused if they ${what}`, () => {
      assert.throws(
        () => checkParameters(SPECS, given),
        (error) => error instanceof ParamError && error.message === message,
      );
    });
  }

  test('pass as they are if the operation declares none, as long as they are an object', () => {
    const given = { script: '/a.py', args: [1, null] };
    assert.equal(checkParameters(undefined, given), given);
    assert.throws(() => checkParameters(undefined, ['/a.py']), ParamError);
  });

  test('are not found in the prototype of objects', () => {
    assert.throws(() => checkParameters({}, { toString: 1 }), ParamError);
  });
});
