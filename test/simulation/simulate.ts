import { checkAll } from './checks/check-all.js';
import type { Evidence } from './checks/evidence.js';
import { checkClosed } from './checks/rest.js';
import { runsSeen } from './checks/runs-seen.js';
import type { DiskKind } from './store.js';
import { runWorld } from './world.js';

/** The result of a seed. */
export interface SeedResult {
  readonly seed: number;
  readonly digest: string;
  readonly breaches: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

export interface SimulateOptions {
  /** Defaults to memory. */
  readonly disk?: DiskKind;
  /** Without the access director and the groups that the seed draws. */
  readonly isPlain?: boolean;
  /** Receives each line of the trace. */
  readonly onLine?: (line: string) => void;
}

/** Runs a seed and checks it. */
export async function simulate(
  seed: number,
  { disk = 'memory', isPlain = false, onLine }: SimulateOptions = {},
): Promise<SeedResult> {
  const rejections: string[] = [];
  const onRejection = (reason: unknown) => void rejections.push(`unhandled rejection: ${String(reason)}`);
  process.on('unhandledRejection', onRejection);
  try {
    const outcome = await runWorld({ seed, kind: disk, isPlain, ...(onLine && { onLine }) });
    const { history, counts, trace } = outcome;
    const breaches = [...history.breaches];
    const evidence: Evidence = {
      ...outcome,
      runs: runsSeen(history),
      breach: (text) => void breaches.push(text),
      count: (event) => void counts.set(event, (counts.get(event) ?? 0) + 1),
    };
    checkAll(evidence);
    await outcome.close();
    checkClosed(evidence);
    breaches.push(...rejections);
    return { seed, digest: trace.digest(), breaches: breaches.map(trace.named), counts };
  } finally {
    process.off('unhandledRejection', onRejection);
  }
}
