import type { LinkState } from '../wamp/types.js';

/**
 * Agents back off while the router is away: twisted waits up to half as long again as it has waited, one
 * minute at most. So after an outage every agent gets as long as the outage lasted, within that cap, to come
 * back before its silence counts.
 */
const MAX_GRACE_MS = 60_000;

/** Decides whose silence counts. While our own link is down, nobody's does: it is we who cannot hear. */
export interface OutageGrace {
  take(link: LinkState): void;
  /** True if an agent that was last heard then has been silent for too long. */
  isOver(lastHeard: Date, expireTimeMs: number): boolean;
}

export function createOutageGrace(initial: LinkState): OutageGrace {
  let link = initial;
  let graceEnds = initial.since.getTime();

  return {
    take(next) {
      if (next.connected && !link.connected) {
        const outage = next.since.getTime() - link.since.getTime();
        graceEnds = next.since.getTime() + Math.min(outage, MAX_GRACE_MS);
      }
      link = next;
    },
    isOver(lastHeard, expireTimeMs) {
      if (!link.connected) return false;
      const isBack = lastHeard >= link.since;
      return Date.now() - (isBack ? lastHeard.getTime() : graceEnds) > expireTimeMs;
    },
  };
}
