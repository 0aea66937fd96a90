import type { Logger } from '../lib/logger.js';
import { type Closable, createTopic, type Topic } from '../lib/topic.js';
import type { OcsClient } from '../ocs/client.js';
import type { ManagedSmurfInstance } from './instance.js';
import type { Registry } from './registry.js';

/** A message that a slot published on one of its feeds. */
export interface FeedEvent {
  readonly instance: ManagedSmurfInstance;
  readonly feed: string;
  /** When it reached us. */
  readonly time: Date;
  readonly message: unknown;
}

/** What the slots publish by themselves: every feed that an agent says it has, but the heartbeat. */
export interface Feeds {
  readonly events: Topic<FeedEvent>;
  /** The last message of each feed of each slot since this server began to listen. */
  readonly last: Iterable<FeedEvent>;
  close(): void;
}

export function createFeeds(
  registry: Registry,
  client: OcsClient,
  addressRoot: string,
  logger: Logger,
): Feeds {
  const events = createTopic<FeedEvent>((error) => logger.error({ err: error }, 'a listener failed'));
  const last = new Map<string, FeedEvent>();
  const subscriptions = new Map<string, Closable>();

  function listenTo(feed: string): void {
    if (feed === 'heartbeat' || subscriptions.has(feed)) return;
    const subscription = client.onFeed(`${addressRoot}.`, feed, ({ message, info }) => {
      const instance = registry.byAddress(info.agent_address);
      if (!instance) return;
      const event = { instance, feed, time: new Date(), message };
      last.set(`${instance.address}/${feed}`, event);
      events.emit(event);
    });
    subscriptions.set(feed, subscription);
  }

  const learning = registry.instanceEvents.listen(({ instance }) => {
    for (const feed of instance.api?.feeds ?? []) listenTo(feed);
  });

  return {
    events,
    get last() {
      return last.values();
    },
    close() {
      learning.close();
      for (const subscription of subscriptions.values()) subscription.close();
    },
  };
}
