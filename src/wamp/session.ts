import autobahn, { type Deferred, type Session } from 'autobahn';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { answerChallenge, authMethod, type WampAuth } from './credentials.js';
import { WAMP_ERRORS, WampError } from './error.js';
import type { Serializer } from './serializer.js';
import { openTransport, type Ping } from './transport.js';

/** How long the router may take to answer our GOODBYE. */
const GOODBYE_TIMEOUT_MS = 1000;

export interface SessionOptions {
  readonly url: string;
  readonly realm: string;
  readonly auth: WampAuth | undefined;
  readonly serializers: readonly Serializer[];
  readonly ping: Ping;
  /** Bound for the whole way from the TCP connection to the WELCOME. */
  readonly joinTimeoutMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  onJoin(): void;
  /** Called once, also where the session never joined. By then every open request is settled. */
  onEnd(reason: string): void;
}

/** One attempt to join the realm, and the session that came of it. */
export interface RouterSession {
  readonly wamp: Session;
  /** Ends it at once, for the reason given. */
  drop(reason: string): void;
  /** Settles every request, says GOODBYE, and resolves when the socket is given back. */
  leave(): Promise<void>;
}

/**
 * Opens a session with a transport of its own. What goes wrong is told by `onEnd`; nothing is thrown.
 *
 *     connecting ──socket open──▶ joining ──WELCOME──▶ joined
 *          └──────────────────────────┴───────────────────┴──▶ ended
 */
export function openSession(options: SessionOptions): RouterSession {
  const { clock, logger } = options;
  // autobahn forgets its open requests when the transport closes, so they are kept here too.
  const open = new Set<Deferred>();
  let end: { uri: string; what: string } = { uri: WAMP_ERRORS.linkLost, what: 'the link was lost' };

  /** Why we could not answer the router's challenge. */
  let unanswerable: string | null = null;

  const joinTimer = clock.after(options.joinTimeoutMs, () =>
    transport.close(undefined, `not joined within ${options.joinTimeoutMs / 1000} s`),
  );
  const transport = openTransport({
    url: options.url,
    serializers: options.serializers,
    handshakeTimeoutMs: options.joinTimeoutMs,
    ping: options.ping,
    logger,
    clock,
    onOpen() {
      const { auth } = options;
      if (auth === undefined) wamp.join(options.realm);
      else wamp.join(options.realm, [authMethod(auth)], auth.authid);
    },
    onEnd(reason) {
      joinTimer.close();
      settleAll(`${end.what}: ${reason}`);
      options.onEnd(unanswerable ?? reason);
    },
  });

  const wamp = new autobahn.Session(
    transport,
    () => createDeferred(open),
    answer,
    (error) => logger.debug({ error }, 'a procedure answered with an error'),
    (_error) => logger.error('the router broke the WAMP protocol'),
  );
  wamp.onjoin = () => {
    joinTimer.close();
    options.onJoin();
  };
  wamp.onleave = (reason, details) => transport.close(undefined, describeLeave(reason, details));

  /** autobahn ends the session when this rejects, but does not say why. */
  async function answer(_session: Session, method: unknown, extra: unknown): Promise<string> {
    try {
      return await answerChallenge(options.auth, method, extra);
    } catch (error) {
      unanswerable = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  function settleAll(message: string): void {
    for (const deferred of [...open]) deferred.reject(new WampError(end.uri, message));
  }

  return {
    wamp,
    drop: (reason) => transport.close(undefined, reason),
    async leave() {
      end = { uri: WAMP_ERRORS.closed, what: 'the connection was closed' };
      settleAll(end.what);
      if (!wamp.isOpen) transport.close(undefined, 'closed');
      else wamp.leave();
      const timer = clock.after(GOODBYE_TIMEOUT_MS, () => transport.close(undefined, 'closed'));
      await transport.finished;
      timer.close();
    },
  };
}

/** A promise that stays in `open` until it is settled, and whose rejection nobody has to handle. */
function createDeferred(open: Set<Deferred>): Deferred {
  let resolve: (value: unknown) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<unknown>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => {});
  const deferred: Deferred = {
    promise,
    resolve(value) {
      open.delete(deferred);
      resolve(value);
    },
    reject(reason) {
      open.delete(deferred);
      reject(reason);
    },
  };
  open.add(deferred);
  return deferred;
}

/** The words of a GOODBYE or ABORT. */
function describeLeave(reason: unknown, details: unknown): string {
  const message =
    typeof details === 'object' && details !== null && 'message' in details ? details.message : null;
  const why = typeof message === 'string' && message !== '' ? ` (${message})` : '';
  return `the router ended the session: ${String(reason)}${why}`;
}
