import type { Closable } from './topic.js';

const REASON = new Error('This is over.');

/**
 * Aborts what waits. `AbortController.abort()` alone makes an exception with a stack each time, which takes some 30 µs:
 * with many short operations, a twentieth of the server's time. Nobody reads it.
 */
export function abort(controller: AbortController): void {
  controller.abort(REASON);
}

/** A wait that ends by itself or with what it is a part of. `close` ends it too, and gives the listener back. */
export interface Ending extends Closable {
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * A signal that aborts at `end`, and also when `outer` aborts.
 * @param outer undefined if the wait is not a part of anything
 */
export function endingWith(outer: AbortSignal | undefined): Ending {
  const controller = new AbortController();
  const end = () => abort(controller);
  outer?.addEventListener('abort', end);
  if (outer?.aborted) end();
  return {
    signal: controller.signal,
    end,
    close() {
      outer?.removeEventListener('abort', end);
      end();
    },
  };
}
