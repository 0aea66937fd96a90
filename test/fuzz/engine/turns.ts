import { setImmediate as turn } from 'node:timers/promises';
import { afterOwnTime } from './own-time.js';
import { Fault } from './target.js';

/** Waits for turns of the event loop, not for time, because thousands of inputs wait here. */
export async function turnsUntil(isThere: () => boolean, what: string, boundMs = 5000): Promise<void> {
  let isLate = false;
  const bound = afterOwnTime(boundMs, () => {
    isLate = true;
  });
  try {
    while (!isThere()) {
      if (isLate) throw new Fault(`${what}: not in ${boundMs / 1000} s`);
      await turn();
    }
  } finally {
    bound.close();
  }
}
