import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoConfigOf, problemsOf } from '../sources.js';

const groupsIn = (text: string) =>
  Object.fromEntries(demoConfigOf('--groups groups.yaml', { files: { 'groups.yaml': text } }).groups);
const problemsIn = (text: string) =>
  problemsOf('demo --groups groups.yaml', { files: { 'groups.yaml': text } }).map(
    ({ source, message }) => `${source}: ${message}`,
  );

describe('the groups of slots', () => {
  it('are read from a file, and groups in groups are replaced by their members', () => {
    const text = [
      'tube: [ufm_mv2, "ufm_uv*"]',
      'night:',
      '  - tube',
      '  - pysmurf-controller-s7',
      '  - ufm_mv2',
    ].join('\n');
    assert.deepEqual(groupsIn(text), {
      tube: ['ufm_mv2', 'ufm_uv*'],
      night: ['ufm_mv2', 'ufm_uv*', 'pysmurf-controller-s7'],
    });
  });

  it('are empty by default', () => {
    assert.equal(demoConfigOf('').groups.size, 0);
  });

  it('are rejected with the reason: every mistake is reported', () => {
    const text = [
      'all: [ufm_mv2]',
      '"ufm_*": [ufm_mv2]',
      'single: ufm_mv2',
      'empty: []',
      'number: [5]',
      'a: [b]',
      'b: [ufm_mv3, a]',
    ].join('\n');
    assert.deepEqual(problemsIn(text), [
      'groups.yaml: all: the name "all" stands for all slots; use another name',
      'groups.yaml: ufm_*: the name of a group must not contain * or ?',
      'groups.yaml: single: expected a list of slots, such as tube1: [ufm_mv5, "ufm_uv*"]',
      'groups.yaml: empty: expected a list of slots, such as tube1: [ufm_mv5, "ufm_uv*"]',
      'groups.yaml: number: expected names of slots, patterns or groups, got 5; write names in quotes',
      'groups.yaml: a: a group cannot contain itself: a → b → a',
    ]);
  });

  it('are rejected if the file cannot be read, or is not YAML', () => {
    assert.match(problemsIn('tube: [ufm_mv2').join(), /^groups\.yaml:\d+:\d+: invalid YAML: /);
    assert.match(problemsIn('- ufm_mv2').join(), /expected a list of slots for each group/);
    assert.deepEqual(
      problemsOf('demo --groups gone.yaml').map(({ source, message }) => `${source}: ${message}`),
      ['gone.yaml: expected the groups of slots (--groups), but the file does not exist'],
    );
  });
});
