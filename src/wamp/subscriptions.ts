import type { Subscription } from 'autobahn';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { RouterSession } from './session.js';
import type { Closable, SubscribeOptions, WampEvent } from './types.js';
import { checkPattern, checkUri } from './uri.js';
import { createWish, type Wish } from './wish.js';

type Listener = (event: WampEvent) => void;

export interface Subscriptions {
  subscribe(topic: string, listener: Listener, options?: SubscribeOptions): Closable;
  /** A session was joined, or lost (null). */
  renew(session: RouterSession | null): void;
}

interface Topic {
  readonly wish: Wish;
  readonly listeners: Set<{ readonly listener: Listener }>;
}

/** Keeps subscriptions across sessions. However many listen, a topic is subscribed once. */
export function createSubscriptions(options: {
  readonly retryMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}): Subscriptions {
  const { clock, logger, retryMs } = options;
  const topics = new Map<string, Topic>();
  let session: RouterSession | null = null;

  function deliver(listeners: Topic['listeners'], event: WampEvent): void {
    for (const { listener } of [...listeners]) {
      try {
        listener(event);
      } catch (error) {
        logger.error({ err: error, topic: event.topic }, 'a listener of a topic threw');
      }
    }
  }

  function createTopic(topic: string, match: NonNullable<SubscribeOptions['match']>, key: string): Topic {
    const listeners: Topic['listeners'] = new Set();
    const wish = createWish<Subscription>({
      what: `subscription to ${topic} (${match})`,
      retryMs,
      logger,
      clock,
      async ask({ wamp }) {
        const onEvent = (args: unknown, _kwargs: unknown, details: { readonly topic: unknown }) =>
          deliver(listeners, { topic: String(details.topic), args: Array.isArray(args) ? args : [] });
        // autobahn resolves it to what it made itself, not to what came from the router.
        return (await wamp.subscribe(topic, onEvent, { match })) as Subscription;
      },
      undo: async ({ wamp }, handle) => await wamp.unsubscribe(handle),
      revoked: (handle) => handle.on_unsubscribe,
      onChange: () => {},
      onGone: () => topics.delete(key),
    });
    wish.renew(session);
    return { wish, listeners };
  }

  return {
    subscribe(topic, listener, { match = 'exact' } = {}) {
      if (match === 'exact') checkUri(topic);
      else checkPattern(topic);
      const key = `${match} ${topic}`;
      const entry = topics.get(key) ?? createTopic(topic, match, key);
      topics.set(key, entry);
      const own = { listener };
      entry.listeners.add(own);
      entry.wish.want(true);
      return {
        close() {
          if (entry.listeners.delete(own) && entry.listeners.size === 0) entry.wish.want(false);
        },
      };
    },
    renew(next) {
      session = next;
      for (const { wish } of topics.values()) wish.renew(next);
    },
  };
}
