import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { WAMP_ERRORS, WampError } from './error.js';
import type { Closable, LinkState } from './types.js';

/** The state of the link, and its listeners. */
export interface Link {
  readonly state: LinkState;
  change(connected: boolean, reason: string | null): void;
  onChange(listener: (state: LinkState) => void): Closable;
  /** Resolves when the link is up; rejects when `signal` aborts or the link is closed. */
  up(signal?: AbortSignal): Promise<void>;
  /** Closes the link permanently. */
  close(): void;
}

export function createLink(logger: Logger, clock: Clock): Link {
  const listeners = new Set<{ readonly listener: (state: LinkState) => void }>();
  let state: LinkState = { connected: false, since: clock.now(), reason: null };
  let closed = false;

  function change(connected: boolean, reason: string | null): void {
    state = { connected, since: connected === state.connected ? state.since : clock.now(), reason };
    for (const { listener } of [...listeners]) {
      try {
        listener(state);
      } catch (error) {
        logger.error({ err: error }, 'a listener of the connection failed');
      }
    }
  }

  function onChange(listener: (state: LinkState) => void): Closable {
    const entry = { listener };
    listeners.add(entry);
    return { close: () => listeners.delete(entry) };
  }

  /** True if {@link Link.up} can resolve; throws if it must reject. */
  function isUp(signal: AbortSignal | undefined): boolean {
    if (closed)
      throw new WampError(WAMP_ERRORS.closed, 'no longer waiting for the connection: this program closed it');
    if (signal?.aborted) throw new WampError(WAMP_ERRORS.aborted, 'waiting for the connection: aborted');
    return state.connected;
  }

  return {
    get state() {
      return state;
    },
    change,
    onChange,
    up(signal) {
      return new Promise((resolve, reject) => {
        const check = () => {
          try {
            if (!isUp(signal)) return;
            resolve();
          } catch (error) {
            reject(error);
          }
          waiting.close();
          signal?.removeEventListener('abort', check);
        };
        const waiting = onChange(check);
        signal?.addEventListener('abort', check);
        check();
      });
    },
    close() {
      closed = true;
      change(false, 'closed by this program');
      listeners.clear();
    },
  };
}
