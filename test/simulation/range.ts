import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runSeeds } from './run-seeds.js';
import { ENOUGH_SEEDS, neverMet } from './sometimes.js';

/**
 * Runs a range of seeds, a new range each time unless `--from` is given:
 *
 *     npm run test:simulation -- --seeds 500 [--from 1234] [--jobs 2] [--store sqlite] [--first]
 *
 * `--first` ends at the first seed that fails.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    store: { type: 'string', default: 'memory' },
    first: { type: 'boolean', default: false },
  },
});
const seeds = Number(values.seeds);
// Seconds, so that ranges of different hours do not overlap.
const from = Number(values.from ?? Math.floor(Date.now() / 1000));
const disk = values.store;
if (disk !== 'memory' && disk !== 'sqlite')
  throw new Error(`--store must be memory or sqlite, but got ${disk}`);
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`seeds ${from} to ${from + seeds - 1}`);
const startedAt = performance.now();
const { counts, failures, ran } = await runSeeds({
  ...{ from, seeds, jobs: Number(values.jobs), disk, isFirstEnough: values.first },
  onFailure({ seed, breaches }) {
    say(`seed ${seed} FAILED: npm run simulate:seed -- ${seed}${disk === 'sqlite' ? ' sqlite' : ''}`);
    for (const breach of breaches.slice(0, 5)) say(`    ${breach}`);
  },
});
const seconds = (performance.now() - startedAt) / 1000;

for (const [event, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  say(`${times} times: ${event}`);
const missing = seeds >= ENOUGH_SEEDS && failures === 0 ? neverMet(counts, disk) : [];
for (const event of missing) say(`NEVER OCCURRED: ${event}`);
say(
  `${ran} seeds in ${seconds.toFixed(0)} s, ${((seconds * 1000) / ran).toFixed(0)} ms a seed: ${failures} failed`,
);
process.exit(failures > 0 || missing.length > 0 ? 1 : 0);
