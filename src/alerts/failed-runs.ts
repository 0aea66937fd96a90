import type { Run } from '../core/runs/run.js';
import { runSummary } from '../core/runs/run-summary.js';
import type { Alert } from './alert.js';

/** The alert of a failed run ends after this time: what is wrong with its slots later is known from their problems. */
const LASTS_MS = 15 * 60_000;
/** If more runs fail within this time, only the newest have alerts. */
const MAX_FAILED = 200;

interface Failed {
  readonly alert: Alert;
  readonly run: Run;
  /** The indexes of the slots on which the operation has not succeeded since then. */
  readonly left: Set<number>;
  readonly endsAt: Date;
}

/** The runs that failed a short time ago, and were not repaired since. */
export interface FailedRuns {
  /** A run is new or has changed. */
  take(run: Run, now: Date): void;
  alerts(now: Date): readonly Alert[];
  /** When the next alert ends by itself; null if there is none. */
  readonly nextEnd: Date | null;
}

export function createFailedRuns(): FailedRuns {
  /** By run, the one that failed first is the first. */
  const failed = new Map<string, Failed>();

  /** The operation has succeeded on slots where an earlier run had failed. */
  function repair(later: Run): void {
    if (failed.size === 0) return;
    const succeeded = new Set(
      later.slots.flatMap(({ status, address }) => (status === 'SUCCEEDED' ? address : [])),
    );
    for (const { run, left } of failed.values()) {
      if (run.operation !== later.operation || run.startTime >= later.startTime) continue;
      for (const index of left) if (succeeded.has(run.slots[index]?.address ?? null)) left.delete(index);
    }
  }

  function add(run: Run, endTime: Date): void {
    const slots = run.slots.flatMap(({ status }, index) => (status === 'SUCCEEDED' ? [] : index));
    const endsAt = new Date(endTime.getTime() + LASTS_MS);
    failed.set(run.id, { alert: alertOf(run, endTime), run, left: new Set(slots), endsAt });
    const [oldest] = failed.keys();
    if (failed.size > MAX_FAILED && oldest !== undefined) failed.delete(oldest);
  }

  return {
    take(run, now) {
      if (run.action !== 'RUN') return;
      repair(run);
      const { endTime, id, status } = run;
      if (status !== 'FAILED' || endTime === null || failed.has(id)) return;
      if (now.getTime() - endTime.getTime() < LASTS_MS) add(run, endTime);
    },
    alerts(now) {
      for (const [id, { endsAt }] of failed) if (endsAt <= now) failed.delete(id);
      return [...failed.values()].flatMap(({ alert, left }) => (left.size > 0 ? alert : []));
    },
    get nextEnd() {
      const ends = [...failed.values()].map(({ endsAt }) => endsAt.getTime());
      return ends.length > 0 ? new Date(Math.min(...ends)) : null;
    },
  };
}

function alertOf(run: Run, startsAt: Date): Alert {
  const { id, operation } = run;
  return {
    key: `run/${id}`,
    name: 'RunFailed',
    severity: 'warning',
    labels: { operation, run: id },
    description: runSummary(run) ?? `${operation} did not succeed.`,
    startsAt,
    view: `?view=run&id=${encodeURIComponent(id)}`,
  };
}
