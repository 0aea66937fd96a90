import { groupBy } from '../../lib/group-by.js';
import { type Distribution, distributionOf } from '../figures/distribution.js';
import { LEAST_OTHERS } from '../figures/outlier.js';
import { paramsOf, type Run } from './run.js';
import { distributionsOf } from './run-figures.js';
import type { RunStore } from './run-store.js';
import { paramsDigest, type SlotResult } from './slot-result.js';

/** How many of its last successes show what is usual for a slot. */
const RESULTS = 20;
/** Fewer durations do not show what is usual. */
const LEAST_DURATIONS = 3;
/** Number of runs whose past is kept in memory, so that each event of a run does not read it again. */
const RUNS_KEPT = 30;

/** What was usual for an operation on a slot: those of its last {@link RESULTS} successes with the same parameters. */
export interface SlotPast {
  /** The distribution of each figure, by name. A figure with too few values is missing. */
  readonly figures: ReadonlyMap<string, Distribution>;
  /** How long it took, in seconds; null if it rarely succeeded before. */
  readonly seconds: Distribution | null;
}

/** The last results of slots. */
export interface LatestResults {
  /** The last result of each slot that has one. */
  readonly results: readonly SlotResult[];
  /** The past of one of these slots before its last result; nothing if the store does not work. */
  past(result: SlotResult): Promise<SlotPast>;
}

export const NO_PAST: SlotPast = { figures: new Map(), seconds: null };

/** Compares operations with what they did before. */
export interface History {
  /**
   * The past of each slot of the run, by address: what it did in runs that began before. Null if the store does not
   * work: a comparison is then missing, but everything else can be shown.
   */
  before(run: Run): Promise<ReadonlyMap<string, SlotPast> | null>;
  /** @throws {RequestError} STORE_UNAVAILABLE */
  latest(operation: string, addresses: readonly string[]): Promise<LatestResults>;
}

export function createHistory(store: Pick<RunStore, 'results'>): History {
  const kept = new Map<string, Promise<ReadonlyMap<string, SlotPast> | null>>();

  async function read(run: Run): Promise<ReadonlyMap<string, SlotPast>> {
    const { operation, startTime, slots } = run;
    const addresses = slots.flatMap(({ address }) => address ?? []);
    const results = await store.results({ operation, addresses, before: startTime, limit: RESULTS });
    const own = byAddress(results);
    const pasts = new Map<string, SlotPast>();
    for (const slot of slots) {
      const past = slot.address === null ? undefined : own.get(slot.address);
      if (slot.address !== null && past) {
        pasts.set(slot.address, pastOf(past, paramsDigest(paramsOf(run, slot))));
      }
    }
    return pasts;
  }

  return {
    before(run) {
      const known = kept.get(run.id);
      if (known !== undefined) return known;
      const reading = read(run).catch(() => {
        kept.delete(run.id);
        return null;
      });
      kept.set(run.id, reading);
      const [oldest] = kept.keys();
      if (kept.size > RUNS_KEPT && oldest !== undefined) kept.delete(oldest);
      return reading;
    },
    async latest(operation, addresses) {
      const results = await store.results({ operation, addresses, limit: 1 });
      let reading: Promise<ReadonlyMap<string, readonly SlotResult[]>> | null = null;
      const readAll = () => store.results({ operation, addresses, limit: RESULTS + 1 }).then(byAddress);
      return {
        results,
        async past({ address, runId, runStart, params }) {
          reading ??= readAll().catch(() => new Map());
          const own = (await reading).get(address) ?? [];
          // A newer one may have been stored meanwhile.
          const before = own.filter((other) => other.runId !== runId && other.runStart <= runStart);
          return pastOf(before.slice(0, RESULTS), params);
        },
      };
    },
  };
}

const byAddress = (results: readonly SlotResult[]) => groupBy(results, ({ address }) => address);

/** Other parameters, such as fewer bands, usually lead to other figures and another duration. */
function pastOf(all: readonly SlotResult[], params: string): SlotPast {
  const results = all.filter((result) => result.params === params);
  const seconds = results
    .map(({ startTime, endTime }) => (endTime.getTime() - startTime.getTime()) / 1000)
    .filter((duration) => duration >= 0);
  return {
    figures: distributionsOf(
      results.map(({ figures }) => figures),
      LEAST_OTHERS,
    ),
    seconds: distributionOf(seconds, LEAST_DURATIONS),
  };
}
