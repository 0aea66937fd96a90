import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { similarWords } from '../../src/lib/did-you-mean.js';

const NAMES = ['duration', 'kwargs', 'tag', 'run_in_main_process', 'tune'];

describe('a misspelt word', () => {
  const slips: readonly [what: string, word: string, meant: string][] = [
    ['a letter too many', 'durration', 'duration'],
    ['a letter too few', 'duraton', 'duration'],
    ['another letter', 'duratiom', 'duration'],
    ['two letters in the wrong order', 'duartion', 'duration'],
    ['one hyphen for an underscore', 'run-in-main_process', 'run_in_main_process'],
  ];
  for (const [what, word, meant] of slips) {
    it(`is similar to the correct one by ${what}`, () => {
      assert.deepEqual(similarWords(word, NAMES), [meant]);
    });
  }

  it('that is similar to two words matches both, and no less similar ones', () => {
    assert.deepEqual(similarWords('tuge', ['tube', 'tune', 'dune']), ['tube', 'tune']);
  });

  it('that is a completely different word matches none', () => {
    assert.deepEqual(similarWords('colour', NAMES), []);
    assert.deepEqual(similarWords('x', NAMES), []);
    assert.deepEqual(similarWords('', NAMES), []);
  });
});
