import { type Clock, systemClock } from '../lib/clock.js';
import { type Logger, silentLogger } from '../lib/logger.js';
import type { Ping } from '../lib/pinging.js';
import type { Closable } from '../lib/topic.js';
import { callProcedure } from './calls.js';
import type { WampAuth } from './credentials.js';
import { WAMP_ERRORS, WampError } from './error.js';
import { about } from './failure.js';
import { createLink } from './link.js';
import { createRegistrations } from './registrations.js';
import type { OpenSession, RouterSession } from './router-session.js';
import { createSerializers, type SerializerName } from './serializer.js';
import { openSession } from './session.js';
import { createSubscriptions } from './subscriptions.js';
import type { WampConnection } from './types.js';
import { createUnreadable } from './unreadable.js';
import { checkUri } from './uri.js';

/** Options of a connection, independent of the transport. */
export interface ConnectionOptions {
  readonly realm: string;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Delay before the next attempt. It doubles with each failure, and is reduced by a random part of up to one half. */
  readonly backoff?: { readonly initialMs: number; readonly maxMs: number };
  /** Delay before a refused registration or subscription is repeated. */
  readonly retryMs?: number;
}

export interface WampConnectionOptions extends ConnectionOptions {
  /** URL of the router's WebSocket: `ws://host:8001/ws` or `wss://…`. */
  readonly url: string;
  /** Defaults to an anonymous join. */
  readonly auth?: WampAuth;
  /** Offered to the router in this order. Defaults to MessagePack, then JSON. */
  readonly serializers?: readonly SerializerName[];
  readonly ping?: Ping;
  /** Maximum time of an attempt, from the TCP connection to the WELCOME. */
  readonly joinTimeoutMs?: number;
}

/**
 * Creates a connection that starts at once and reconnects until it is closed. It is no error if the router cannot be
 * reached: see `link` and `onLinkChange`. Throws only if `url` is not a WebSocket URL.
 */
export function createWampConnection(options: WampConnectionOptions): WampConnection {
  const { url, realm, auth, logger = silentLogger, clock = systemClock, joinTimeoutMs = 8000 } = options;
  const ping = options.ping ?? { everyMs: 2000, silentMs: 6000 };
  const serializers = createSerializers(options.serializers ?? ['msgpack', 'json']);
  const onUnreadable = createUnreadable(logger, clock);
  const own = { url, realm, auth, serializers, ping, joinTimeoutMs, logger, clock, onUnreadable };
  const open: OpenSession = (events) => openSession({ ...own, ...events });
  return createConnection(checkAddress(url), open, options);
}

/**
 * Keeps a session open over any transport, as {@link createWampConnection} does over WebSockets.
 *
 *     attempting ──joined──▶ up
 *         ▲  │               │ lost
 *         │  └──failed──▶ waiting ◀┘
 *         └──after the delay──┘          close() leads from any state to closed
 *
 * @param address - of the router, for logs and errors.
 */
export function createConnection(
  address: string,
  open: OpenSession,
  options: ConnectionOptions,
): WampConnection {
  const { realm, logger = silentLogger, clock = systemClock, retryMs = 1000 } = options;
  const { initialMs, maxMs } = options.backoff ?? { initialMs: 500, maxMs: 5000 };
  const subscriptions = createSubscriptions({ retryMs, logger, clock });
  const registrations = createRegistrations({ retryMs, logger, clock });
  const link = createLink(logger, clock);

  let session: RouterSession | null = null;
  let failures = 0;
  let timer: Closable | undefined;
  let closed = false;
  let closing: Promise<void> | null = null;

  function attempt(): void {
    const startedAt = clock.monotonic();
    const current = open({
      onJoin() {
        if (closed) return;
        logger.info({ router: address, realm }, 'joined the router');
        // Before the link is reported, so that a caller that waits for the link misses no event of its call.
        subscriptions.renew(current);
        registrations.renew(current);
        link.change(true, null);
      },
      onEnd(reason) {
        session = null;
        if (closed) return;
        // If the link breaks again quickly, the problem is not over: do not reset the delay.
        if (link.state.connected && clock.monotonic() - startedAt >= maxMs) failures = 0;
        const delayMs = Math.min(maxMs, initialMs * 2 ** failures) * (1 - Math.random() / 2);
        failures += 1;
        timer = clock.after(delayMs, attempt);
        reportLoss(reason, delayMs);
        link.change(false, reason);
        subscriptions.renew(null);
        registrations.renew(null);
      },
    });
    session = current;
  }

  /** An outage is logged once, and again when its reason changes; other attempts are logged at level debug. */
  function reportLoss(reason: string, delayMs: number): void {
    const level = link.state.connected || reason !== link.state.reason ? 'warn' : 'debug';
    logger[level](
      { router: address, realm, reason, delayMs: Math.round(delayMs) },
      'not connected to the router',
    );
  }

  /** The current session; throws if there is none. */
  function requireSession(what: string): RouterSession {
    if (closed)
      throw new WampError(WAMP_ERRORS.closed, `${what}: the connection was closed`, { sent: false });
    if (session === null || !link.state.connected) {
      const why = link.state.reason === null ? '' : `: ${link.state.reason}`;
      throw new WampError(WAMP_ERRORS.notConnected, `${what}: not connected to ${address}${why}`, {
        sent: false,
      });
    }
    return session;
  }

  async function shutDown(): Promise<void> {
    closed = true;
    timer?.close();
    subscriptions.renew(null);
    registrations.renew(null);
    link.close();
    await session?.leave();
  }

  attempt();
  return {
    get link() {
      return link.state;
    },
    onLinkChange: (listener) => link.onChange(listener),
    connected: (signal) => link.up(signal),
    async call(procedure, args, callOptions) {
      const current = requireSession(`call of ${procedure}`);
      return await callProcedure(current, procedure, args, callOptions, clock);
    },
    publish(topic, args) {
      checkUri(topic);
      if (closed || session === null || !link.state.connected) return false;
      try {
        session.publish(topic, args);
        return true;
      } catch (thrown) {
        throw about(`publication to ${topic}`, thrown);
      }
    },
    subscribe: (topic, listener, subscribeOptions) =>
      subscriptions.subscribe(topic, listener, subscribeOptions),
    register: (procedure, handler, onChange) => registrations.register(procedure, handler, onChange),
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

/** The address for logs: without user, password and query. */
function checkAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:')) {
    throw new TypeError(
      'the URL of a WAMP router must start with ws:// or wss://, as in ws://localhost:8001/ws',
    );
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
