import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { OcsBridge } from '../../ocs/http-bridge.js';
import { type EncodedSession, REPLY_CODES } from '../../ocs/protocol.js';

/**
 * The timeout that is given to OCS's `wait`, and renewed: the bridge never cancels a call, so a wait that we
 * leave is held by the router until then.
 */
const WAIT_SECONDS = 30;
/** Each wait holds a socket of ours and a call of the router's. Above it, `status` is asked. */
const MAX_WAITS = 512;
/** After a wait that failed, and doubled up to the longest after each further one. */
const RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

/** One end that is waited for. */
export interface EndWait {
  /** True while a wait is held, so that the end is known at once. */
  readonly isHeld: boolean;
}

/**
 * Knows the end of an operation at once, by OCS's `wait` over the HTTP bridge. An answer is a signal: it may
 * be about another session, and a wait that fails proves nothing.
 */
export interface EndWaits {
  /**
   * Waits again and again until `signal` aborts.
   * @param onAnswer is given the session that the agent reports as ended; null if it reports none
   */
  follow(
    address: string,
    operation: string,
    signal: AbortSignal,
    onAnswer: (session: EncodedSession | null) => void,
  ): EndWait;
}

/** For networks without a bridge: nothing is ever held. */
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
        // It was about another session, or the agent has no such operation: do not ask in a circle.
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
