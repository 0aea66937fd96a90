import type { Viewer } from '../auth/viewer.js';
import { RequestError } from '../core/errors.js';
import type { Clock } from '../lib/clock.js';

/** Limits how many runs a user starts, so that a script in a loop does not fill the store and the network. */
export interface StartRate {
  /** Counts one more start. @throws {RequestError} TOO_MANY_RUNS if there were too many in the last minute */
  admit(viewer: Pick<Viewer, 'name'>): void;
}

const MINUTE_MS = 60_000;

export function createStartRate(perMinute: number, clock: Pick<Clock, 'monotonic'>): StartRate {
  /** The times of the starts in the last minute, oldest first, by user. All clients without a name are one user. */
  const starts = new Map<string | null, number[]>();
  return {
    admit({ name }) {
      const now = clock.monotonic();
      const recent = (starts.get(name) ?? []).filter((at) => now - at < MINUTE_MS);
      starts.set(name, recent);
      if (recent.length >= perMinute) {
        const seconds = Math.ceil((MINUTE_MS - (now - (recent[0] ?? now))) / 1000);
        throw new RequestError(
          'TOO_MANY_RUNS',
          `${name ?? 'This server'} has started ${perMinute} runs in the last minute, which is the limit ` +
            `(--max-runs-per-minute). Try again in ${seconds} s.`,
          { maximum: perMinute, retryAfterSeconds: seconds },
        );
      }
      recent.push(now);
    },
  };
}
