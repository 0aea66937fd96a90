import assert from 'node:assert/strict';
import { it } from 'node:test';
import { demoConfigOf, problemsOf } from '../sources.js';

it('the file of the presets must be readable, and is not checked before the server starts', () => {
  assert.equal(demoConfigOf('').presets, null);
  const files = { 'presets.yaml': 'noise: 5' };
  assert.equal(demoConfigOf('--presets presets.yaml', { files }).presets, 'presets.yaml');
  assert.deepEqual(problemsOf('demo --presets presets.yaml'), [
    {
      source: 'presets.yaml',
      message: 'expected the presets (--presets), but the file does not exist',
    },
  ]);
});
