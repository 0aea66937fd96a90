import type { Clock } from '../../lib/clock.js';

/** socs polls every ten seconds by default. */
export const USUAL_INTERVAL_MS = 10_000;
const SHORTEST_INTERVAL_MS = 1000;
const ARRIVALS = 4;
/** After so many polls without news the state is stale. */
const POLLS = 3;

/**
 * Knows whether `check_state` still reads the slot. It swallows its errors and goes on running, so only its
 * messages on the feed `state_results` show that it does: one for each poll that worked. Agents without that
 * feed show it by the `last_update` of their session.
 */
export interface StateFreshness {
  /** A message has arrived. */
  observed(): void;
  /**
   * True after three polls without news.
   * @param lastUpdate what the session reported last (UNIX seconds), for want of a message; null if nothing
   */
  isStale(lastUpdate: number | null): boolean;
}

export function createStateFreshness(clock: Clock): StateFreshness {
  const arrivals: number[] = [];

  /** The shortest of the last gaps, so that one long silence does not make the next one seem usual. */
  function interval(): number {
    const gaps = arrivals.slice(1).map((time, index) => time - (arrivals[index] ?? time));
    return gaps.length === 0 ? USUAL_INTERVAL_MS : Math.max(SHORTEST_INTERVAL_MS, Math.min(...gaps));
  }

  return {
    observed() {
      arrivals.push(clock.monotonic());
      if (arrivals.length > ARRIVALS) arrivals.shift();
    },
    isStale(lastUpdate) {
      const last = arrivals.at(-1);
      if (last !== undefined) return clock.monotonic() - last > POLLS * interval();
      return lastUpdate === null || clock.now().getTime() - lastUpdate * 1000 > POLLS * interval();
    },
  };
}
