import autobahn, { type Deferred, type Registration, type Session, type Subscription } from 'autobahn';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';
import { answerChallenge, authMethod, type WampAuth } from './credentials.js';
import { WAMP_ERRORS, WampError } from './error.js';
import { toErrorAnswer, toWampError } from './failure.js';
import type { RouterSession, SessionEvents } from './router-session.js';
import type { Serializer } from './serializer.js';
import { openTransport, type Ping } from './transport.js';
import type { Procedure } from './types.js';
import { reasonOf } from './unreadable.js';

/** How long the router may take to answer our GOODBYE. */
const GOODBYE_TIMEOUT_MS = 1000;

export interface SessionOptions extends SessionEvents {
  readonly url: string;
  readonly realm: string;
  readonly auth: WampAuth | undefined;
  readonly serializers: readonly Serializer[];
  readonly ping: Ping;
  /** Bound for the whole way from the TCP connection to the WELCOME. */
  readonly joinTimeoutMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called for each message of a joined session that could not be read; it has been passed over. */
  onUnreadable(error: unknown): void;
}

/**
 * Opens a session with a transport of its own. What goes wrong is reported by `onEnd`; it throws only for an
 * invalid address. This is the only file that knows autobahn.
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
      // One such message, which may be any client's, is not to cost us the link; but a router that cannot
      // even welcome us is no router.
      if (joined) options.onUnreadable(error);
      else transport.close(undefined, `the router sent what cannot be read: ${reasonOf(error)}`);
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
    (_error) => logger.error('the router broke the WAMP protocol'),
  );
  wamp.onjoin = () => {
    joined = true;
    joinTimer.close();
    options.onJoin();
  };
  wamp.onleave = (reason, details) => transport.close(undefined, describeLeave(reason, details));

  /** autobahn ends the session when this rejects, but does not say why. */
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
        // autobahn resolves it to what it made itself, not to what came from the router.
        const subscription = (await wamp.subscribe(topic, onEvent, { match })) as Subscription;
        return {
          ended: subscription.on_unsubscribe,
          giveBack: () => withWampErrors(() => wamp.unsubscribe(subscription)),
        };
      }),
    register: (procedure, handler) =>
      withWampErrors(async () => {
        const endpoint = (args: unknown, kwargs: unknown) => invoke(handler, args, kwargs);
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

/** autobahn throws and rejects with records that are no errors, and with texts. */
async function withWampErrors<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    throw toWampError(thrown);
  }
}

/** autobahn would send an `Error` as `{}`. */
async function invoke(handler: Procedure, args: unknown, kwargs: unknown): Promise<unknown> {
  try {
    return await handler(Array.isArray(args) ? args : [], isRecord(kwargs) ? kwargs : {});
  } catch (thrown) {
    const answer = toErrorAnswer(thrown);
    throw new autobahn.Error(answer.uri, answer.args);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
