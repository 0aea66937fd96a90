import { Worker } from 'node:worker_threads';
import type { SeedResult } from './simulate.js';
import type { DiskKind } from './store.js';

export interface RangeOptions {
  readonly from: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly disk: DiskKind;
  /** Whether the first seed that fails ends the range. */
  readonly isFirstEnough: boolean;
  readonly onFailure: (result: SeedResult) => void;
}

export interface RangeResult {
  readonly ran: number;
  readonly failures: number;
  /** How often each event occurred, in all seeds. */
  readonly counts: ReadonlyMap<string, number>;
}

/** With the default of Node, the garbage collector takes a third of the time of a seed. */
const YOUNG_MB = 64;

/** Runs seeds in some threads; each takes the next seed when it has finished one. */
export async function runSeeds(options: RangeOptions): Promise<RangeResult> {
  const { from, seeds, jobs, disk, isFirstEnough, onFailure } = options;
  const counts = new Map<string, number>();
  let next = from;
  let ran = 0;
  let failures = 0;

  function take(result: SeedResult): void {
    ran += 1;
    for (const [event, times] of result.counts) counts.set(event, (counts.get(event) ?? 0) + times);
    if (result.breaches.length === 0) return;
    failures += 1;
    onFailure(result);
    if (isFirstEnough) next = from + seeds;
  }

  function work(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./seed-worker.js', import.meta.url), {
        workerData: disk,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
      const give = () => worker.postMessage(next < from + seeds ? next++ : null);
      worker.on('message', (result: SeedResult) => {
        take(result);
        give();
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
      give();
    });
  }

  await Promise.all(Array.from({ length: jobs }, work));
  return { ran, failures, counts };
}
