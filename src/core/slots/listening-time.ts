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
 * A link that passes no message any more is detected by its pings within this time. Until then, if nobody was heard,
 * it is not known whether the agents or our link are silent.
 */
const LINK_DOUBT_MS = 8000;

/**
 * Measures the silence of agents only in time in which we could hear them: while our link was up and passed messages,
 * and our process was running. A pause of the server does not count as silence of an agent.
 */
export interface ListeningTime {
  /** Milliseconds of listening so far. */
  now(): number;
  /** Call it about once a second, so that a pause is visible as a long step. */
  tick(): void;
  take(link: LinkState): void;
  /** Call it when any agent was heard: the link passes messages. Returns {@link now}. */
  heard(): number;
  /** How long an agent that was last heard at `heardAt` has been silent, in milliseconds of listening. */
  silence(heardAt: number): number;
}

export function createListeningTime(clock: Clock, initial: LinkState): ListeningTime {
  let connected = initial.connected;
  let lastStep = clock.monotonic();
  let listened = 0;
  let lostAt = lastStep;
  /** When the link last passed a message: in time of listening, and of the clock. */
  let passed = { listened, at: lastStep };
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
        // What came after the last message was perhaps no listening any more.
        listened = passed.listened;
        lostAt = passed.at;
        return;
      }
      passed = { listened, at: lastStep };
      upAt = listened;
      graceEnds = listened + Math.min(lastStep - lostAt, MAX_GRACE_MS);
    },
    heard() {
      step();
      passed = { listened, at: lastStep };
      return listened;
    },
    silence(heardAt) {
      step();
      const until = listened - passed.listened < LINK_DOUBT_MS ? passed.listened : listened;
      return until - (heardAt <= upAt ? graceEnds : heardAt);
    },
  };
}
