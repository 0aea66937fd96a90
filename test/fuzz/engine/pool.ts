import type { Coverage } from './coverage.js';
import type { Json } from './json.js';
import { mutate } from './mutate.js';
import type { Random } from './random.js';
import type { Target } from './target.js';
import type { Trial } from './trial.js';

/** How much of the time may go into finding out which input of a batch was new. */
const SORTING_SHARE = 0.2;
/** What came last leads on; what came first is sound. */
const RECENT = 30;

/** The inputs that reached new code, and what is made of them. */
export interface Pool {
  readonly size: number;
  /** The corpus first, and alone; then mutations of what reached new code. */
  nextBatch(size: number): readonly Json[];
  /** To be called when the batch was tried: keeps those of its inputs that reached new code. */
  sort(batch: readonly Json[]): Promise<void>;
}

export interface PoolOptions {
  readonly target: Target;
  readonly coverage: Coverage;
  readonly trial: Trial;
  readonly corpus: readonly Json[];
  readonly random: Random;
}

/** Roughly: what is long takes long, above all to be repeated. Of two inputs the cheaper one is tried more often. */
function costOf(input: Json): number {
  const text = JSON.stringify(input);
  return text.length + (/\$repeat|\$nest/.test(text) ? 50_000 : 0);
}

export function createPool({ target, coverage, trial, corpus, random }: PoolOptions): Pool {
  const pool: Json[] = [...corpus];
  const queue: Json[] = [...corpus];
  const began = performance.now();
  let sortingMs = 0;
  /** The batch is of the corpus, which is in the pool already. */
  let isCorpus = false;

  /** Puts those inputs into the pool that reach new code alone: halves the batch until one stands alone. */
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
        // What there is no time for now stays new.
        if (sortingMs > SORTING_SHARE * (now - began)) return;
        await keepNew(batch);
        sortingMs += performance.now() - now;
      }
      // Also what did not run again, such as the filling of a cache.
      ran.keep();
    },
  };
}
