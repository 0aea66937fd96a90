import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';

/** Any client of the router may send such a message again and again; the log must not fill up with them. */
const LOG_INTERVAL_MS = 60_000;

/** Counts messages that could not be read, and logs them, with their number, once a minute. */
export function createUnreadable(logger: Logger, clock: Clock): (error: unknown) => void {
  let count = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    count += 1;
    if (clock.monotonic() - loggedAt < LOG_INTERVAL_MS) return;
    logger.warn(
      { count, reason: reasonOf(error) },
      'passed over messages from the router that cannot be read',
    );
    loggedAt = clock.monotonic();
    count = 0;
  };
}

/** Why a message could not be read, without its text: it may hold a password. */
export function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  return messageOf(error);
}
