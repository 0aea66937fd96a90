import autobahn, { type Deferred, type Registration, type Session, type Subscription } from 'autobahn';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';
import type { Ping } from '../lib/pinging.js';
import { shortened } from '../lib/shortened.js';
import { answerChallenge, authMethod, type WampAuth } from './credentials.js';
import { WAMP_ERRORS, WampError } from './error.js';
import { MAX_MESSAGE, toErrorAnswer, toWampError } from './failure.js';
import type { RouterSession, SessionEvents } from './router-session.js';
import type { Serializer } from './serializer.js';
import { openTransport } from './transport.js';
import type { Procedure } from './types.js';
import { reasonOf } from './unreadable.js';

/** Maximum time for the router to answer our GOODBYE. */
const GOODBYE_TIMEOUT_MS = 1000;

export interface SessionOptions extends SessionEvents {
  readonly url: string;
  readonly realm: string;
  readonly auth: WampAuth | undefined;
  readonly serializers: readonly Serializer[];
  readonly ping: Ping;
  /** Maximum time from the TCP connection to the WELCOME. */
  readonly joinTimeoutMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called for each message of a joined session that could not be decoded; the message is ignored. */
  onUnreadable(error: unknown): void;
}

/**
 * Opens a session with its own transport. Failures are reported by `onEnd`; it throws only for an invalid address.
 * This is the only file that uses autobahn.
 *
 *     connecting ──socket open──▶ joining ──WELCOME──▶ joined
 *          └──────────────────────────┴───────────────────┴──▶ ended
 */
export function openSession(options: SessionOptions): RouterSession {
  const { clock, logger } = options;
  // autobahn drops its open requests when the transport closes, so we store them here too.
  const open = new Set<Deferred>();
  let end: { uri: string; what: string } = { uri: WAMP_ERRORS.linkLost, what: 'the connection was lost' };

  /** Why we could not answer the router's challenge. */
  let unanswerable: string | null = null;
  let joined = false;

  const transport = openTransport({
    url: options.url,
    serializers: options.serializers,
    handshakeTimeoutMs: options.joinTimeoutMs,
    ping: options.ping,
    clock,
    onOpen() {
      const { auth } = options;
      if (auth === undefined) wamp.join(options.realm);
      else wamp.join(options.realm, [authMethod(auth)], auth.authid);
    },
    onUnreadable(error) {
      // Any client can cause such a message, so it must not end the link. But if the WELCOME cannot be decoded,
      // the peer is not a WAMP router.
      if (joined) options.onUnreadable(error);
      else transport.close(undefined, `the router sent a message that cannot be decoded: ${reasonOf(error)}`);
    },
    onEnd(reason) {
      joinTimer.close();
      settleAll(`${end.what}: ${reason}`);
      options.onEnd(unanswerable ?? reason);
    },
  });
  const joinTimer = clock.after(options.joinTimeoutMs, () =>
    transport.close(undefined, `not joined within ${options.joinTimeoutMs / 1000} s`),
  );

  const wamp = new autobahn.Session(
    transport,
    () => createDeferred(open),
    answer,
    (error) => logger.debug({ error }, 'a procedure answered with an error'),
    (_error) => logger.error('the router violated the WAMP protocol'),
  );
  wamp.onjoin = () => {
    joined = true;
    joinTimer.close();
    options.onJoin();
  };
  wamp.onleave = (reason, details) => transport.close(undefined, describeLeave(reason, details));

  /** If this rejects, autobahn ends the session without reporting the reason. */
  async function answer(_session: Session, method: unknown, extra: unknown): Promise<string> {
    try {
      return await answerChallenge(options.auth, method, extra);
    } catch (error) {
      unanswerable = messageOf(error);
      throw error;
    }
  }

  function settleAll(message: string): void {
    for (const deferred of [...open]) deferred.reject(new WampError(end.uri, message));
  }

  return {
    call: (procedure, args, kwargs) =>
      withWampErrors(async () => {
        const answer = await wamp.call(procedure, args, kwargs);
        return answer instanceof autobahn.Result ? answer.args : answer;
      }),
    publish(topic, args) {
      try {
        wamp.publish(topic, args);
      } catch (thrown) {
        throw toWampError(thrown);
      }
    },
    subscribe: (topic, match, listener) =>
      withWampErrors(async () => {
        const onEvent = (args: unknown, _kwargs: unknown, details: { readonly topic: unknown }) =>
          listener({ topic: String(details.topic), args: Array.isArray(args) ? args : [] });
        // autobahn resolves to an object that it has created, not to a value from the router.
        const subscription = (await wamp.subscribe(topic, onEvent, { match })) as Subscription;
        return {
          ended: subscription.on_unsubscribe,
          giveBack: () => withWampErrors(() => wamp.unsubscribe(subscription)),
        };
      }),
    register: (procedure, handler) =>
      withWampErrors(async () => {
        const endpoint = (args: unknown, kwargs: unknown, details: unknown) =>
          invoke(handler, args, kwargs, details);
        const registration = (await wamp.register(procedure, endpoint)) as Registration;
        return {
          ended: registration.on_unregister,
          giveBack: () => withWampErrors(() => wamp.unregister(registration)),
        };
      }),
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

/** Needed because autobahn throws and rejects with plain records and strings. */
async function withWampErrors<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    throw toWampError(thrown);
  }
}

/** Converts errors of the handler: autobahn would send an `Error` as `{}`. */
async function invoke(
  handler: Procedure,
  args: unknown,
  kwargs: unknown,
  details: unknown,
): Promise<unknown> {
  try {
    const caller = isRecord(details) ? details['caller'] : undefined;
    return await handler(
      Array.isArray(args) ? args : [],
      isRecord(kwargs) ? kwargs : {},
      typeof caller === 'number' ? { caller } : {},
    );
  } catch (thrown) {
    const answer = toErrorAnswer(thrown);
    throw new autobahn.Error(answer.uri, answer.args);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A promise that stays in `open` until it is settled. Its rejection need not be handled. */
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

/** The reason in a GOODBYE or ABORT. */
function describeLeave(reason: unknown, details: unknown): string {
  const message =
    typeof details === 'object' && details !== null && 'message' in details ? details.message : null;
  const why = typeof message === 'string' && message !== '' ? ` (${message})` : '';
  return shortened(`the router ended the session: ${String(reason)}${why}`, MAX_MESSAGE);
}
