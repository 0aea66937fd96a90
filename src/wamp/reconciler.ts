import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { about } from './failure.js';
import type { Grant, RouterSession } from './router-session.js';

/** If the router does not answer within this time, it is broken, even if it answers pings: we reconnect. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface ReconcilerOptions {
  /** For logs and errors: `subscription to observatory.registry.feeds.x`. */
  readonly what: string;
  readonly retryMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Sends the request to the router. */
  ask(session: RouterSession): Promise<Grant>;
  /** Called on each change; `refusal` is the reason of the router if it refused, or null. */
  onChange(granted: boolean, refusal: string | null): void;
  /** Called when it is neither desired nor held any more. Do not use the reconciler after that. */
  onGone(): void;
}

/** Makes the actual state on the router equal to the desired state, on every session. Initially desired. */
export interface Reconciler {
  /** A session was joined, or lost (null). */
  renew(session: RouterSession | null): void;
  desire(desired: boolean): void;
}

/**
 * Handles one subscription or registration. At most one request is unanswered, and the next one is decided after the
 * answer. Otherwise, if a subscription is closed and created again before the router has answered, our own late
 * UNSUBSCRIBE would end the new one.
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
    logger.warn({ uri }, `${message}; trying again until it is granted`);
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
      logger.warn(`the router revoked the ${what}; requesting it again`);
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
