import { RequestError } from '../core/errors.js';
import type { Run } from '../core/runs/run.js';
import { reduceRun } from '../core/runs/run-reducer.js';
import { latestOf, matchesFilter, type RequestKey, type RunStore } from '../core/runs/run-store.js';
import { resultOf, type SlotResult } from '../core/runs/slot-result.js';

export interface MemoryRunStoreOptions {
  /** Maximum number of ended runs. Defaults to 1000. */
  readonly maxRuns?: number;
  /** Maximum size of all session data, as JSON. Beyond it, the oldest runs lose their data, but keep their outcomes. */
  readonly maxBytes?: number;
}

interface Kept {
  run: Run;
  /** Size of its session data; 0 while the run is open. */
  bytes: number;
  /** The results of its slots, read before its session data were dropped; null until then. */
  results: readonly SlotResult[] | null;
}

function resultsIn({ run, results }: Kept): readonly SlotResult[] {
  return results ?? run.slots.flatMap((slot) => resultOf(run, slot) ?? []);
}

/**
 * Stores runs in memory until the server ends: the newest with session data, older ones without. The oldest ended runs
 * are dropped; open runs are never dropped.
 */
export function createMemoryRunStore({
  maxRuns = 1000,
  maxBytes = 64 * 1024 * 1024,
}: MemoryRunStoreOptions = {}): RunStore {
  /** Ordered by creation, oldest first. */
  const runs = new Map<string, Kept>();
  let bytes = 0;

  function measure(kept: Kept): void {
    bytes -= kept.bytes;
    kept.bytes = kept.run.slots.reduce((sum, { record }) => sum + sizeOf(record?.session.data), 0);
    bytes += kept.bytes;
  }

  function makeRoom(): void {
    let ended = 0;
    for (const { run } of runs.values()) if (run.endTime !== null) ended += 1;
    for (const [id, kept] of runs) {
      if (kept.run.endTime === null) continue;
      if (ended > maxRuns) {
        runs.delete(id);
        bytes -= kept.bytes;
        ended -= 1;
      } else if (bytes > maxBytes && kept.bytes > 0) {
        bytes -= kept.bytes;
        kept.bytes = 0;
        kept.results = resultsIn(kept);
        kept.run = withoutData(kept.run);
      }
    }
  }

  const ofRequest = ({ by, id }: RequestKey) =>
    [...runs.values()].findLast(({ run }) => run.requestId === id && run.requestedBy === by)?.run;

  async function create(run: Run): Promise<boolean> {
    if (runs.has(run.id)) return true;
    if (run.requestId !== null && ofRequest({ by: run.requestedBy, id: run.requestId })) return false;
    const kept: Kept = { run, bytes: 0, results: null };
    runs.set(run.id, kept);
    if (run.endTime !== null) measure(kept);
    makeRoom();
    return true;
  }

  return {
    create,
    async append(changes) {
      const run = latestOf(changes);
      const kept = runs.get(run.id);
      if (!kept) return await create(run);
      if (run.revision <= kept.run.revision) return true;
      kept.run = run;
      if (run.endTime === null) return true;
      measure(kept);
      makeRoom();
      return true;
    },
    async annotate(id, event, onStored) {
      const kept = runs.get(id);
      if (!kept || kept.run.endTime === null) return kept?.run;
      kept.run = reduceRun(kept.run, event);
      onStored(kept.run);
      return kept.run;
    },
    async drop(id) {
      bytes -= runs.get(id)?.bytes ?? 0;
      runs.delete(id);
    },
    get: async (id) => runs.get(id)?.run,
    ofRequest: async (key) => ofRequest(key),
    open: async () => [...runs.values()].map(({ run }) => run).filter(({ endTime }) => endTime === null),
    async results({ operation, addresses, before, limit }) {
      const found = new Map<string, SlotResult[]>(addresses.map((address) => [address, []]));
      const matching = [...runs.values()].filter(
        ({ run }) => run.operation === operation && (before === undefined || run.startTime < before),
      );
      for (const kept of matching.toSorted((a, b) => b.run.startTime.getTime() - a.run.startTime.getTime())) {
        for (const result of resultsIn(kept)) {
          const own = found.get(result.address);
          if (own && own.length < limit) own.push(result);
        }
      }
      return [...found.values()].flat();
    },
    async list(filter, page) {
      const newestFirst = [...runs.values()].map(({ run }) => run).reverse();
      const matching = newestFirst.filter((run) => matchesFilter(run, filter));
      const totalCount = matching.length;
      if ('first' in page) {
        const from = page.after == null ? 0 : placeOf(newestFirst, 'after', page.after) + 1;
        const older = newestFirst.slice(from).filter((run) => matchesFilter(run, filter));
        const place = { hasNextPage: older.length > page.first, hasPreviousPage: older.length < totalCount };
        return { runs: older.slice(0, page.first), ...place, totalCount };
      }
      const to = page.before == null ? newestFirst.length : placeOf(newestFirst, 'before', page.before);
      const newer = newestFirst.slice(0, to).filter((run) => matchesFilter(run, filter));
      const place = { hasNextPage: newer.length < totalCount, hasPreviousPage: newer.length > page.last };
      return { runs: newer.slice(Math.max(0, newer.length - page.last)), ...place, totalCount };
    },
  };
}

function placeOf(runs: readonly Run[], argument: string, cursor: string): number {
  const place = runs.findIndex(({ id }) => id === cursor);
  if (place >= 0) return place;
  throw new RequestError('BAD_USER_INPUT', `${argument} is "${cursor}", but no stored run has this cursor.`);
}

function withoutData(run: Run): Run {
  return {
    ...run,
    slots: run.slots.map((slot) =>
      slot.record
        ? { ...slot, record: { ...slot.record, session: { ...slot.record.session, data: null } } }
        : slot,
    ),
  };
}

/** Data that cannot be written as JSON are counted as 1 MB. */
function sizeOf(data: unknown): number {
  try {
    return JSON.stringify(data)?.length ?? 0;
  } catch {
    return 1024 * 1024;
  }
}
