import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { createReconciler, type Reconciler } from './reconciler.js';
import type { RouterSession } from './router-session.js';
import type { Closable, SubscribeOptions, WampEvent } from './types.js';
import { checkPattern, checkUri } from './uri.js';

type Listener = (event: WampEvent) => void;

export interface Subscriptions {
  subscribe(topic: string, listener: Listener, options?: SubscribeOptions): Closable;
  /** A session was joined, or lost (null). */
  renew(session: RouterSession | null): void;
}

interface Topic {
  readonly reconciler: Reconciler;
  readonly listeners: Set<{ readonly listener: Listener }>;
}

/** Keeps subscriptions across sessions. A topic is subscribed only once for all its listeners. */
export function createSubscriptions(options: {
  readonly retryMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}): Subscriptions {
  const { logger } = options;
  const topics = new Map<string, Topic>();
  let session: RouterSession | null = null;

  function deliver(listeners: Topic['listeners'], event: WampEvent): void {
    for (const { listener } of [...listeners]) {
      try {
        listener(event);
      } catch (error) {
        logger.error({ err: error, topic: event.topic }, 'a listener of a topic failed');
      }
    }
  }

  function createTopic(topic: string, match: NonNullable<SubscribeOptions['match']>, key: string): Topic {
    const listeners: Topic['listeners'] = new Set();
    const reconciler = createReconciler({
      ...options,
      what: `subscription to ${topic} (${match})`,
      ask: (asked) => asked.subscribe(topic, match, (event) => deliver(listeners, event)),
      onChange: () => {},
      onGone: () => topics.delete(key),
    });
    reconciler.renew(session);
    return { reconciler, listeners };
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
      entry.reconciler.desire(true);
      return {
        close() {
          if (entry.listeners.delete(own) && entry.listeners.size === 0) entry.reconciler.desire(false);
        },
      };
    },
    renew(next) {
      session = next;
      for (const { reconciler } of topics.values()) reconciler.renew(next);
    },
  };
}
