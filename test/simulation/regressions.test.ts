import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulate } from './simulate.js';

/**
 * Seeds that failed once, and what they showed. What a seed draws changes with the simulation, so each fault has a
 * test of its own in `test/core`, too.
 */
const SEEDS: readonly (readonly [seed: number, showed: string])[] = [
  [4, 'zero_biases had the outcome of the heartbeat, while its set_biases had failed'],
  [68, 'a run whose end the store had failed to take was shown as running for ever'],
  [94, 'a start that waited for the store was sent when its time was over'],
  [110, 'a lost set_biases was found in the one that a zero_biases of another run had begun'],
  [132, 'a session that had failed was given the success that the heartbeat showed of the next one'],
  [258, 'the end of a session was missing where the next one was known before it'],
];

describe('a seed that failed once holds now', () => {
  for (const [seed, showed] of SEEDS) {
    it(`${seed}: ${showed}`, async () => {
      assert.deepEqual((await simulate(seed)).breaches, []);
    });
  }
});
