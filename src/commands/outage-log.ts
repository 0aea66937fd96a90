import { type Clock, systemClock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { WampConnection } from '../wamp/types.js';

const EVERY_MS = 60_000;

export interface OutageLogOptions {
  readonly connection: Pick<WampConnection, 'link' | 'onLinkChange'>;
  /** The router's URL. */
  readonly router: string;
  /** What is not possible without the router, as the end of a sentence. */
  readonly consequence: string;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** Logs that the program waits for the router: at once, then every minute with the time that it has waited. */
export function createOutageLog(options: OutageLogOptions): Closable {
  const { connection, router, consequence, logger, clock = systemClock } = options;
  let reminder: Closable | null = null;

  function end(): void {
    reminder?.close();
    reminder = null;
  }

  const listening = connection.onLinkChange(({ connected }) => {
    if (connected) end();
    if (connected || reminder !== null) return;
    const begun = clock.monotonic();
    logger.warn(`waiting for the router at ${router}, trying every few seconds; until then ${consequence}`);
    reminder = clock.every(EVERY_MS, () => {
      const minutes = Math.round((clock.monotonic() - begun) / EVERY_MS);
      const { reason } = connection.link;
      logger.warn({ reason }, `still waiting for the router at ${router}, for ${minutes} min now`);
    });
  });
  return {
    close() {
      listening.close();
      end();
    },
  };
}
