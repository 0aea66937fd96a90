import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';

/** Any client of the router can send such messages repeatedly, so the log is limited. */
const LOG_INTERVAL_MS = 60_000;

/** Counts messages that could not be decoded, and logs their number once a minute. */
export function createUnreadable(logger: Logger, clock: Clock): (error: unknown) => void {
  let count = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    count += 1;
    if (clock.monotonic() - loggedAt < LOG_INTERVAL_MS) return;
    logger.warn(
      { count, reason: reasonOf(error) },
      'ignored messages from the router that cannot be decoded',
    );
    loggedAt = clock.monotonic();
    count = 0;
  };
}

/** Why a message could not be decoded, without its text, which may contain a password. */
export function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  return messageOf(error);
}
