import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { about } from './failure.js';
import type { Grant, RouterSession } from './router-session.js';

/** A router that answers pings but not this is broken: the link is made again. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface ReconcilerOptions {
  /** For logs and errors: `subscription to observatory.registry.feeds.x`. */
  readonly what: string;
  readonly retryMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Asks the router for it. */
  ask(session: RouterSession): Promise<Grant>;
  /** Called on each change; `refusal` is what the router said when it did not grant it. */
  onChange(granted: boolean, refusal: string | null): void;
  /** Called when it is neither desired nor held any more; do not reuse the reconciler afterwards. */
  onGone(): void;
}

/** Brings what we hold on the router to what is desired, on every session. It is desired at first. */
export interface Reconciler {
  /** A session was joined, or lost (null). */
  renew(session: RouterSession | null): void;
  desire(desired: boolean): void;
}

/**
 * Holds one thing on the router. At most one request about it is under way, and the next is decided when
 * that one is answered: a subscription that is closed and made again while the router has not yet
 * answered would otherwise be taken away by our own late UNSUBSCRIBE.
 *
 *     absent ──ask──▶ asking ──granted──▶ held ──no longer desired──▶ giving back ──▶ absent
 *        ▲               └──refused──▶ absent, asked again after retryMs
 *        └── revoked by the router, or session lost, from any state
 */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { clock, logger, what } = options;
  let desired = true;
  let actual: Grant | null = null;
  let session: RouterSession | null = null;
  let refusal: string | null = null;
  let busy = false;
  let timer: Closable | undefined;

  function step(): void {
    if (busy) return;
    timer?.close();
    if (!desired && actual === null) options.onGone();
    else if (session === null) return;
    else if (actual === null) void ask(session);
    else if (!desired) void giveBack(session, actual);
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
      const grant = await options.ask(asked);
      if (asked !== session) return;
      answered();
      actual = grant;
      watch(grant);
      if (desired) change(true, null);
      else step();
    } catch (thrown) {
      if (asked !== session) return;
      answered();
      if (desired) refused(thrown);
      else step();
    }
  }

  function refused(thrown: unknown): void {
    const { uri, message } = about(what, thrown);
    timer = clock.after(options.retryMs, step);
    if (message === refusal) return;
    logger.warn({ uri }, `${message}; it is tried again until it is granted`);
    change(false, message);
  }

  async function giveBack(asked: RouterSession, grant: Grant): Promise<void> {
    busy = true;
    actual = null;
    timer = clock.after(ANSWER_TIMEOUT_MS, () => asked.drop(`the router did not end the ${what}`));
    try {
      await grant.giveBack();
    } catch (thrown) {
      logger.debug(about(`end of the ${what}`, thrown).message);
    }
    if (asked !== session) return;
    answered();
    step();
  }

  function watch(grant: Grant): void {
    const onEnded = () => {
      if (actual !== grant) return;
      actual = null;
      logger.warn(`the router took away the ${what}; it is asked for again`);
      if (desired) change(false, 'revoked by the router');
      timer = clock.after(options.retryMs, step);
    };
    grant.ended.then(onEnded, () => {});
  }

  return {
    renew(next) {
      timer?.close();
      const lost = actual !== null;
      session = next;
      actual = null;
      busy = false;
      if (lost && desired) change(false, null);
      step();
    },
    desire(next) {
      if (desired === next) return;
      desired = next;
      step();
    },
  };
}
