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
  /** What sessions reported, by the agent's clock. */
  const updates: number[] = [];

  function note(times: number[], time: number): void {
    times.push(time);
    if (times.length > ARRIVALS) times.shift();
  }

  /** The shortest of the last gaps, so that one long silence does not make the next one seem usual. */
  function interval(times: readonly number[]): number {
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    return gaps.length === 0 ? USUAL_INTERVAL_MS : Math.max(SHORTEST_INTERVAL_MS, Math.min(...gaps));
  }

  return {
    observed() {
      note(arrivals, clock.monotonic());
    },
    isStale(lastUpdate) {
      const last = arrivals.at(-1);
      if (last !== undefined) return clock.monotonic() - last > POLLS * interval(arrivals);
      if (lastUpdate === null) return true;
      const updated = lastUpdate * 1000;
      if (updated !== updates.at(-1)) note(updates, updated);
      return clock.now().getTime() - updated > POLLS * interval(updates);
    },
  };
}
