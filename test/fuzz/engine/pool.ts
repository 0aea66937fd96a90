import type { Coverage } from './coverage.js';
import type { Json } from './json.js';
import { mutate } from './mutate.js';
import type { Random } from './random.js';
import type { Target } from './target.js';
import type { Trial } from './trial.js';

/** Maximum share of the time to find out which inputs of a batch reached new code. */
const SORTING_SHARE = 0.2;
/** How many of the newest inputs are preferred: they probably lead to more new code. */
const RECENT = 30;

/** The inputs that reached new code, and the next inputs to try. */
export interface Pool {
  readonly size: number;
  /** The next batch: first the corpus, unchanged; then mutations of inputs that reached new code. */
  nextBatch(size: number): readonly Json[];
  /** Call this after the batch was tried: keeps the inputs that reached new code. */
  sort(batch: readonly Json[]): Promise<void>;
}

export interface PoolOptions {
  readonly target: Target;
  readonly coverage: Coverage;
  readonly trial: Trial;
  readonly corpus: readonly Json[];
  readonly random: Random;
}

/** The approximate cost: long and repeated inputs take more time. Cheap inputs are tried more often. */
function costOf(input: Json): number {
  const text = JSON.stringify(input);
  return text.length + (/\$repeat|\$nest/.test(text) ? 50_000 : 0);
}

export function createPool({ target, coverage, trial, corpus, random }: PoolOptions): Pool {
  const pool: Json[] = [...corpus];
  const queue: Json[] = [...corpus];
  const began = performance.now();
  let sortingMs = 0;
  /** True if the batch is part of the corpus, which is already in the pool. */
  let isCorpus = false;

  /** Finds the inputs that reach new code, by halving the batch repeatedly, and adds them to the pool. */
  async function keepNew(batch: readonly Json[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    for (const part of [batch.slice(0, half), batch.slice(half)]) {
      if (part.length === 0) continue;
      for (const input of part) await trial.run(input);
      const ran = coverage.take();
      if (!ran.isNew) continue;
      if (part.length > 1) {
        await keepNew(part);
      } else {
        pool.push(...part);
        ran.keep();
      }
    }
  }

  function mutated(): Json {
    const from = random.once(2) ? pool.slice(-RECENT) : pool;
    const [one, other] = [random.pick(from) ?? null, random.pick(from) ?? null];
    const base = costOf(one) < costOf(other) || random.once(8) ? one : other;
    return mutate(base, random, { pool, words: target.words });
  }

  return {
    get size() {
      return pool.length;
    },
    nextBatch(size) {
      isCorpus = queue.length > 0;
      return isCorpus ? queue.splice(0, size) : Array.from({ length: size }, mutated);
    },
    async sort(batch) {
      const ran = coverage.take();
      if (ran.isNew && !isCorpus) {
        const now = performance.now();
        // Code that is not kept here, for lack of time, still counts as new later.
        if (sortingMs > SORTING_SHARE * (now - began)) return;
        await keepNew(batch);
        sortingMs += performance.now() - now;
      }
      // Also keeps code that did not run again, such as code that fills a cache.
      ran.keep();
    },
  };
}
