import assert from 'node:assert/strict';
import { it } from 'node:test';
import { simulate } from './simulate.js';

it('some seeds pass', async () => {
  for (let seed = 1000; seed < 1004; seed++) {
    assert.deepEqual((await simulate(seed)).breaches, [], `npm run simulate:seed -- ${seed}`);
  }
});

it('some seeds pass on SQLite', async () => {
  for (let seed = 2000; seed < 2002; seed++) {
    assert.deepEqual((await simulate(seed, { disk: 'sqlite' })).breaches, [], `seed ${seed}`);
  }
});

it('the same seed gives the same world, line by line', async () => {
  const lines: string[] = [];
  const first = await simulate(3, { onLine: (line) => lines.push(line) });
  let place = 0;
  const second = await simulate(3, {
    onLine(line) {
      assert.equal(line, lines[place], `line ${place}`);
      place += 1;
    },
  });
  assert.equal(place, lines.length);
  assert.equal(second.digest, first.digest);
  assert.notEqual((await simulate(2)).digest, first.digest);
});
