import type { Clock } from '../../lib/clock.js';
import type { LinkState } from '../../wamp/types.js';

/**
 * Agents back off while the router is away: twisted waits up to half as long again as it has waited, one
 * minute at most. So after an outage every agent gets as long as the outage lasted, within that cap, to come
 * back before its silence counts.
 */
const MAX_GRACE_MS = 60_000;

/** A step that is longer than this was not lived through: our process was stopped, or its machine. */
const MAX_STEP_MS = 2000;

/**
 * Measures the silence of agents by the time in which we could have heard them: while our own link was up and
 * our own process ran. Our pause is not their silence.
 */
export interface ListeningTime {
  /** Milliseconds of listening so far. */
  now(): number;
  /** To be called about once a second, so that a pause shows as a step that is too long. */
  tick(): void;
  take(link: LinkState): void;
  /** How long an agent that was last heard at `heardAt` has been silent, in milliseconds of listening. */
  silence(heardAt: number): number;
}

export function createListeningTime(clock: Clock, initial: LinkState): ListeningTime {
  let connected = initial.connected;
  let lastStep = clock.monotonic();
  let listened = 0;
  let lostAt = lastStep;
  let upAt = 0;
  let graceEnds = 0;

  function step(): void {
    const now = clock.monotonic();
    if (connected) listened += Math.min(now - lastStep, MAX_STEP_MS);
    lastStep = now;
  }

  return {
    now() {
      step();
      return listened;
    },
    tick: step,
    take(link) {
      step();
      if (link.connected === connected) return;
      connected = link.connected;
      if (!connected) {
        lostAt = lastStep;
        return;
      }
      upAt = listened;
      graceEnds = listened + Math.min(lastStep - lostAt, MAX_GRACE_MS);
    },
    silence(heardAt) {
      step();
      return listened - (heardAt <= upAt ? graceEnds : heardAt);
    },
  };
}
