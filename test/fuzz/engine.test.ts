import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkMessage } from './engine/clear-error.js';
import { createCoverage, startProfiler } from './engine/coverage.js';
import { expand, type Json } from './engine/json.js';
import { fuzz } from './engine/loop.js';
import { mutate } from './engine/mutate.js';
import { createRandom } from './engine/random.js';
import { shrink } from './engine/shrink.js';
import type { Target } from './engine/target.js';

async function fuzzPlanted(seed: number) {
  const profiler = startProfiler();
  const { readPlanted } = await import('./planted.js');
  const target: Target = {
    ...{
      name: 'planted',
      covers: ['/fuzz/planted.js'],
      words: ['open', 'sesame'],
      batch: 50,
      parallel: false,
    },
    open: async () => ({
      run: async (input) => readPlanted(input),
      check: async () => {},
      held: async () => ({}),
      close: async () => {},
    }),
  };
  const coverage = createCoverage(profiler, target.covers);
  const corpus = [{ say: 'please', times: 3 }];
  const result = await fuzz({ target, coverage, corpus, seed, count: 20_000, seconds: 60, say: () => {} });
  profiler.disconnect();
  return result;
}

it('finds a fault behind three conditions, and shrinks its input', async () => {
  const { faults, inputs } = await fuzzPlanted(1);
  assert.deepEqual(
    faults.map(({ input }) => input),
    [{ say: 'opensesame', times: 0 }],
    `${inputs} inputs`,
  );
  assert.match(faults[0]?.what ?? '', /^TypeError: Cannot read/);
});

it('makes the same inputs from the same seed', () => {
  const make = (seed: number) => {
    const random = createRandom(seed);
    const stock = { pool: [{ a: ['b', 1] }], words: ['c'] };
    return Array.from({ length: 50 }, () => mutate({ a: ['b', 1] }, random, stock));
  };
  assert.deepEqual(make(3), make(3));
  assert.notDeepEqual(make(3), make(4));
});

it('shrinks an input as long as it still has the fault', async () => {
  const input: Json = { a: [1, 'xxneedlexx', null], b: { c: 'hay' } };
  const smallest = await shrink(input, async (less) => JSON.stringify(less).includes('needle'));
  assert.deepEqual(smallest, { a: ['needle'] });
});

it('expands the tags for values that JSON cannot contain', () => {
  assert.deepEqual(expand([{ $number: 'NaN' }, { $repeat: ['ab', 2] }, { $nest: ['list', 2] }]), [
    Number.NaN,
    'abab',
    [[]],
  ]);
  assert.deepEqual(Object.keys(expand(JSON.parse('{"__proto__": 1}')) as object), ['__proto__']);
});

it('detects a raw error, unless the input contains the same text', () => {
  const raw = "Cannot read properties of undefined (reading 'a')";
  assert.throws(() => checkMessage(raw, '{}', 'a test'), /a raw error/);
  assert.throws(() => checkMessage('', '{}', 'a test'), /without a message/);
  checkMessage('No field is called "undefined".', '{"query":"{ undefined }"}', 'a test');
});
