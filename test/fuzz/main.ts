import { parseArgs } from 'node:util';
import { readCorpus } from './engine/corpus.js';
import { createCoverage, startProfiler } from './engine/coverage.js';
import { fuzz } from './engine/loop.js';
import { targets } from './targets/targets.js';

const USAGE = `usage: npm run fuzz -- ${Object.keys(targets).join('|')} [--seed N] [--count N] [--seconds N]\n`;

function fail(): never {
  process.stderr.write(USAGE);
  process.exit(2);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, count: { type: 'string' }, seconds: { type: 'string' } },
});
const [name = ''] = positionals;
const load = Object.hasOwn(targets, name) ? targets[name] : undefined;
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const count = Number(values.count ?? 100_000);
const seconds = Number(values.seconds ?? 3600);
if (!load || positionals.length !== 1 || [seed, count, seconds].some(Number.isNaN)) fail();

const say = (line: string) => process.stdout.write(`${line}\n`);
say(`${name}: seed ${seed}`);
const profiler = startProfiler();
const target = await load();
const coverage = createCoverage(profiler, target.covers);
const result = await fuzz({ target, coverage, corpus: readCorpus(name), seed, count, seconds, say });
const { inputs, pool, covered, known, faults } = result;
const rate = Math.round(inputs / result.seconds);
const share = ((100 * covered) / known).toFixed(1);
say(
  `${name}: ${inputs} inputs in ${result.seconds.toFixed(1)} s (${rate}/s), ${pool} kept, ${share} % of our code reached`,
);
for (const { what, input } of faults) say(`FAULT ${what.split('\n', 1)[0]}\n  ${JSON.stringify(input)}`);
if (faults.length > 0) say(`to repeat: npm run fuzz -- ${name} --seed ${seed} --count ${inputs}`);
process.exit(faults.length > 0 ? 1 : 0);
