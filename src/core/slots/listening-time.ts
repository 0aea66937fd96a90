import type { Clock } from '../../lib/clock.js';
import type { LinkState } from '../../wamp/types.js';

/**
 * Agents reconnect with increasing delays while the router is down: twisted waits up to 1.5 times its last delay, at
 * most one minute. So after an outage every agent gets the duration of the outage, at most this time, to come back
 * before its silence counts.
 */
const MAX_GRACE_MS = 60_000;

/** A step is about a second; if it is longer than this, our process was suspended in it. */
const SUSPENDED_MS = 1500;

/** After a suspension, the messages that have arrived meanwhile are read within this time. */
const BACKLOG_MS = 1000;

/** Heartbeats come once a second. An older one does not show what the agent does now. */
const RECENT_MS = 2500;

/** If a step is longer than this, our process or its machine was suspended. */
const MAX_STEP_MS = 2000;

/**
 * A link that passes no message any more is detected by its pings within 8 s, and the messages of some seconds before
 * that may have been lost on their way. Until then, if nobody was heard, it is not known whether the agents or our link
 * are silent.
 */
const LINK_DOUBT_MS = 12_000;

/** When an agent was heard. */
export interface Heard {
  /** In milliseconds of listening. */
  readonly at: number;
  /** When it was heard, in milliseconds of the clock. Null if the message may have waited to be read. */
  readonly liveAt: number | null;
}

/**
 * Measures the silence of agents only in time in which we could hear them: while our link was up and passed messages,
 * and our process was running. A pause of the server does not count as silence of an agent.
 */
export interface ListeningTime {
  /** Call it about once a second, so that a pause is visible as a long step. */
  tick(): void;
  take(link: LinkState): void;
  /** Call it when any agent was heard: the link passes messages. */
  heard(): Heard;
  /** For an agent that was not heard yet: its silence begins now. */
  notHeard(): Heard;
  /** How long an agent has been silent, in milliseconds of listening. */
  silence(heard: Heard): number;
  /** Whether the agent was heard in the last seconds, by a message that did not wait to be read. */
  isRecent(heard: Heard | undefined): boolean;
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
  let resumedAt = Number.NEGATIVE_INFINITY;

  function step(): void {
    const now = clock.monotonic();
    if (now - lastStep > SUSPENDED_MS) resumedAt = now;
    if (connected) listened += Math.min(now - lastStep, MAX_STEP_MS);
    lastStep = now;
  }

  return {
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
      return { at: listened, liveAt: lastStep - resumedAt >= BACKLOG_MS ? lastStep : null };
    },
    notHeard() {
      step();
      return { at: listened, liveAt: null };
    },
    isRecent: (heard) => clock.monotonic() - (heard?.liveAt ?? Number.NEGATIVE_INFINITY) <= RECENT_MS,
    silence({ at: heardAt }) {
      step();
      const until = listened - passed.listened < LINK_DOUBT_MS ? passed.listened : listened;
      return until - (heardAt <= upAt ? graceEnds : heardAt);
    },
  };
}
