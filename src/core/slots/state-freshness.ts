import type { Clock } from '../../lib/clock.js';

/** socs polls every ten seconds by default. */
export const USUAL_INTERVAL_MS = 10_000;
const SHORTEST_INTERVAL_MS = 1000;
const ARRIVALS = 4;
/** After this number of missed polls the state is stale. */
const POLLS = 3;

/**
 * Detects whether `check_state` still reads the slot. `check_state` ignores its errors and continues to run, so only
 * its messages on the feed `state_results` prove a reading: one for each successful poll. For agents without this
 * feed, the `last_update` in the session is used.
 */
export interface StateFreshness {
  /** Call it when a message of the feed arrives. */
  observed(): void;
  /**
   * True after three missed polls.
   * @param lastUpdate the last value in the session (UNIX seconds), used if no message has come; null if there is none
   */
  isStale(lastUpdate: number | null): boolean;
}

export function createStateFreshness(clock: Clock): StateFreshness {
  const arrivals: number[] = [];
  /** Times of the last updates that the session reported, by the agent's clock. */
  const updates: number[] = [];

  function note(times: number[], time: number): void {
    times.push(time);
    if (times.length > ARRIVALS) times.shift();
  }

  /** The shortest of the last intervals, so that one long silence does not become the expected interval. */
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
