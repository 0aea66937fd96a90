import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { OcsBridge } from '../../ocs/http-bridge.js';
import { type EncodedSession, REPLY_CODES } from '../../ocs/protocol.js';

/**
 * The timeout of one OCS `wait`, which is repeated. The bridge never cancels a call, so the router holds a wait that we
 * have left until this timeout.
 */
const WAIT_SECONDS = 30;
/** Each wait needs one of our sockets and one call of the router. Beyond this number, `status` is polled instead. */
const MAX_WAITS = 512;
/** The delay after a failed wait. It doubles with each further failure, up to the maximum. */
const RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

/** The wait for one end. */
export interface EndWait {
  /** True while a wait is open, so that the end is known at once. */
  readonly isHeld: boolean;
}

/**
 * Reports the end of an operation at once, with OCS's `wait` over the HTTP bridge. An answer is only a hint: it may
 * be about another session. A failed wait proves nothing.
 */
export interface EndWaits {
  /**
   * Repeats the wait until `signal` aborts.
   * @param onAnswer called with the session that the agent reports as ended; null if it reports none
   */
  follow(
    address: string,
    operation: string,
    signal: AbortSignal,
    onAnswer: (session: EncodedSession | null) => void,
  ): EndWait;
}

/** For networks without a bridge: never waits. */
export const noEndWaits: EndWaits = { follow: () => ({ isHeld: false }) };

export function createEndWaits(bridge: OcsBridge, clock: Clock, logger: Logger): EndWaits {
  let held = 0;

  async function hold(
    address: string,
    operation: string,
    signal: AbortSignal,
    state: { isHeld: boolean },
    onAnswer: (session: EncodedSession | null) => void,
  ): Promise<void> {
    let retryMs = RETRY_MS;
    while (!signal.aborted) {
      if (held >= MAX_WAITS) {
        await clock.sleep(MAX_RETRY_MS, signal);
        continue;
      }
      held += 1;
      state.isHeld = true;
      try {
        const { code, session } = await bridge.wait(address, operation, WAIT_SECONDS, signal);
        if (signal.aborted) return;
        retryMs = RETRY_MS;
        if (code === REPLY_CODES.TIMEOUT) continue;
        onAnswer(session);
        // If it was about another session, or the agent has no such operation: do not ask in a tight loop.
        await clock.sleep(RETRY_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        state.isHeld = false;
        logger.debug({ address, operation, reason: toCallFailure(error).message }, 'a wait failed');
        await clock.sleep(retryMs, signal);
        retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
      } finally {
        held -= 1;
        state.isHeld = false;
      }
    }
  }

  return {
    follow(address, operation, signal, onAnswer) {
      const state = { isHeld: false };
      void hold(address, operation, signal, state, onAnswer);
      return state;
    },
  };
}
