import { setTimeout as sleep } from 'node:timers/promises';
import type { Subject } from './target.js';

/** The resources of an idle process. */
export interface Held {
  readonly heapMb: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Maximum growth of the heap: data that is kept on purpose, such as the last runs, is bounded. */
const MAX_GROWTH_MB = 40;
const REST_MS = 15_000;

/** Reads the resources as soon as they do not exceed `most`, at the latest after {@link REST_MS}. */
export async function atRest(subject: Subject, most?: Held['counts']): Promise<Held> {
  let counts = await subject.held();
  const exceeds = () => most && Object.entries(counts).some(([what, count]) => count > (most[what] ?? 0));
  for (let waited = 0; exceeds() && waited < REST_MS; waited += 50) {
    await sleep(50);
    counts = await subject.held();
  }
  globalThis.gc?.();
  await sleep(20);
  globalThis.gc?.();
  return { heapMb: process.memoryUsage().heapUsed / 2 ** 20, counts };
}

/** Describes each count that has grown. */
export function findLeft(before: Held, after: Held): string[] {
  return Object.entries(after.counts).flatMap(([what, count]) =>
    count > (before.counts[what] ?? 0) ? [`${what}: ${before.counts[what] ?? 0} before, ${count} after`] : [],
  );
}

/** Describes each resource that has grown. */
export function findGrowth(before: Held, after: Held): string[] {
  const left = findLeft(before, after);
  const heap = after.heapMb - before.heapMb;
  return heap > MAX_GROWTH_MB
    ? [...left, `heap: ${before.heapMb.toFixed(0)} MB before, ${heap.toFixed(0)} more`]
    : left;
}
