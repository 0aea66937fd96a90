import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { WampError } from './error.js';
import { toWampError } from './failure.js';
import type { RouterSession } from './session.js';

/** A router that answers pings but not this is broken: the link is made again. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface WishOptions<Handle> {
  /** For logs and errors: `subscription to observatory.registry.feeds.x`. */
  readonly what: string;
  readonly retryMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Asks the router for it. */
  ask(session: RouterSession): Promise<Handle>;
  /** Gives it back. */
  undo(session: RouterSession, handle: Handle): Promise<unknown>;
  /** Resolves when the router took it away, or it was given back; may reject at the end of the session. */
  revoked(handle: Handle): Promise<unknown>;
  /** Called on each change; `refusal` is what the router said when it did not grant it. */
  onChange(granted: boolean, refusal: string | null): void;
  /** Called when it is neither wanted nor held any more; the wish is then not to be used again. */
  onGone(): void;
}

/** Something that we want from the router on every session, for as long as we want it. */
export interface Wish {
  /** A session was joined, or lost (null). */
  renew(session: RouterSession | null): void;
  /** What we want now. */
  want(wanted: boolean): void;
}

/**
 * Holds one thing on the router. At most one request about it is under way, and the next is decided when
 * that one is answered: a subscription that is closed and made again while the router has not yet
 * answered would otherwise be taken away by our own late UNSUBSCRIBE.
 *
 *     absent ──ask──▶ asking ──granted──▶ held ──no longer wanted──▶ undoing ──▶ absent
 *        ▲               └──refused──▶ absent, asked again after retryMs
 *        └── revoked by the router, or session lost, from any state
 */
export function createWish<Handle>(options: WishOptions<Handle>): Wish {
  const { clock, logger, what } = options;
  let wanted = true;
  let session: RouterSession | null = null;
  let held: { readonly handle: Handle } | null = null;
  let refusal: string | null = null;
  let busy = false;
  let timer: Closable | undefined;

  function step(): void {
    if (busy) return;
    timer?.close();
    if (!wanted && held === null) options.onGone();
    else if (session === null) return;
    else if (held === null) void ask(session);
    else if (!wanted) void undo(session, held.handle);
  }

  function change(granted: boolean, reason: string | null): void {
    refusal = reason;
    options.onChange(granted, reason);
  }

  function answered(): void {
    busy = false;
    timer?.close();
  }

  async function ask(asked: RouterSession): Promise<void> {
    busy = true;
    timer = clock.after(ANSWER_TIMEOUT_MS, () => asked.drop(`the router did not answer the ${what}`));
    try {
      const handle = await options.ask(asked);
      if (asked !== session) return;
      answered();
      held = { handle };
      watch(handle);
      if (wanted) change(true, null);
      else step();
    } catch (thrown) {
      if (asked !== session) return;
      answered();
      if (wanted) refused(toWampError(thrown, what));
      else step();
    }
  }

  function refused({ uri, message }: WampError): void {
    timer = clock.after(options.retryMs, step);
    if (message === refusal) return;
    logger.warn({ uri }, `${message}; it is tried again until it is granted`);
    change(false, message);
  }

  async function undo(asked: RouterSession, handle: Handle): Promise<void> {
    busy = true;
    held = null;
    timer = clock.after(ANSWER_TIMEOUT_MS, () => asked.drop(`the router did not end the ${what}`));
    try {
      await options.undo(asked, handle);
    } catch (thrown) {
      logger.debug(toWampError(thrown, `end of the ${what}`).message);
    }
    if (asked !== session) return;
    answered();
    step();
  }

  function watch(handle: Handle): void {
    const onRevoked = () => {
      if (held?.handle !== handle) return;
      held = null;
      logger.warn(`the router took away the ${what}; it is asked for again`);
      if (wanted) change(false, 'revoked by the router');
      timer = clock.after(options.retryMs, step);
    };
    options.revoked(handle).then(onRevoked, () => {});
  }

  return {
    renew(next) {
      timer?.close();
      const lost = held !== null;
      session = next;
      held = null;
      busy = false;
      if (lost && wanted) change(false, null);
      step();
    },
    want(next) {
      if (wanted === next) return;
      wanted = next;
      step();
    },
  };
}
