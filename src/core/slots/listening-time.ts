import type { Clock } from '../../lib/clock.js';
import type { LinkState } from '../../wamp/types.js';

/**
 * Agents reconnect with increasing delays while the router is down: twisted waits up to 1.5 times its last delay, at
 * most one minute. So after an outage every agent gets the duration of the outage, at most this time, to come back
 * before its silence counts.
 */
const MAX_GRACE_MS = 60_000;

/** If a step is longer than this, our process or its machine was suspended. */
const MAX_STEP_MS = 2000;

/**
 * Measures the silence of agents only in time in which we could hear them: while our link was up and our process
 * was running. A pause of the server does not count as silence of an agent.
 */
export interface ListeningTime {
  /** Milliseconds of listening so far. */
  now(): number;
  /** Call it about once a second, so that a pause is visible as a long step. */
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
