import type { Coverage } from './coverage.js';
import { atRest, findGrowth } from './growth.js';
import type { Json } from './json.js';
import { ownTime } from './own-time.js';
import { createPool } from './pool.js';
import { createRandom } from './random.js';
import { shrink } from './shrink.js';
import type { Target } from './target.js';
import { findSlow, openTrial } from './trial.js';
import { startWatchdog } from './watchdog.js';

/** If a batch takes longer, its inputs are tried one by one. */
const SLOW_BATCH_MS = 1000;
const CHECK_EVERY = 40;
/** Stops after this number of different faults. */
const MAX_FAULTS = 12;
/** The part of the inputs before the first measurement of the heap: the first inputs fill caches. */
const WARM_UP = 0.2;

export interface LoopOptions {
  readonly target: Target;
  readonly coverage: Coverage;
  readonly corpus: readonly Json[];
  readonly seed: number;
  readonly count: number;
  /** Stops after this time, if `count` is not reached. */
  readonly seconds: number;
  say(line: string): void;
}

export interface FoundFault {
  readonly what: string;
  /** The smallest input that was found. */
  readonly input: Json;
}

export interface Result {
  readonly inputs: number;
  readonly seconds: number;
  readonly pool: number;
  readonly covered: number;
  readonly known: number;
  readonly faults: readonly FoundFault[];
}

/** Two faults are of the same kind if their first lines differ only in numbers and quoted parts. */
function kindOf(what: string): string {
  return (what.split('\n', 1)[0] ?? '').replace(/"[^"]*"|'[^']*'|\d+/g, '#').slice(0, 120);
}

/** Tries `count` inputs, made from inputs that reached new code, and returns the faults. */
export async function fuzz({
  target,
  coverage,
  corpus,
  seed,
  count,
  seconds,
  say,
}: LoopOptions): Promise<Result> {
  const watchdog = startWatchdog();
  const subject = await target.open();
  const trial = openTrial(subject, watchdog);
  const faults = new Map<string, FoundFault>();
  let inputs = 0;

  async function report(input: Json, what: string): Promise<void> {
    const kind = kindOf(what);
    if (faults.has(kind) || faults.size >= MAX_FAULTS) return;
    faults.set(kind, { what, input });
    const smallest = await shrink(input, async (less) => kindOf((await trial.run(less)) ?? '') === kind);
    faults.set(kind, { what, input: smallest });
    say(`FAULT ${what}\n  ${JSON.stringify(smallest)}`);
  }

  async function runBatch(batch: readonly Json[]): Promise<void> {
    const began = ownTime();
    const found: (string | null)[] = [];
    if (target.parallel) found.push(...(await Promise.all(batch.map(trial.run))));
    else for (const input of batch) found.push(await trial.run(input));
    const took = ownTime() - began;
    for (const [index, what] of found.entries()) if (what !== null) await report(batch[index] ?? null, what);
    if (took > SLOW_BATCH_MS) {
      for (const input of batch) {
        const slow = await findSlow(trial, input);
        if (slow !== null) await report(input, slow);
      }
    }
  }

  await subject.check();
  coverage.take().keep();
  const pool = createPool({ target, coverage, trial, corpus, random: createRandom(seed) });
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const before = await atRest(subject);
  let { heapMb } = before;
  let isWarm = false;
  for (let round = 0; inputs < count && elapsed() < seconds && faults.size < MAX_FAULTS; round += 1) {
    const batch = pool.nextBatch(Math.min(target.batch, count - inputs));
    await runBatch(batch);
    inputs += batch.length;
    await pool.sort(batch);
    if (round % CHECK_EVERY === 0) await subject.check();
    if (!isWarm && (inputs > WARM_UP * count || elapsed() > WARM_UP * seconds)) {
      ({ heapMb } = await atRest(subject, before.counts));
      isWarm = true;
    }
  }
  const took = elapsed();
  await subject.check();
  watchdog.beat('the end');
  for (const what of findGrowth({ ...before, heapMb }, await atRest(subject, before.counts)))
    faults.set(what, { what: `grows: ${what}`, input: null });
  const figure = coverage.figure();
  trial.close();
  await subject.close();
  await watchdog.close();
  return { inputs, seconds: took, pool: pool.size, ...figure, faults: [...faults.values()] };
}
