import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { Closable } from '../../lib/topic.js';
import type { OcsClient } from '../../ocs/client.js';
import { createFeedPast, type FeedPast } from './feed-past.js';
import type { Registry } from './registry.js';
import type { SlotEvents } from './slot-events.js';

/** Maximum number of feed names that we subscribe to, over all slots. A PysmurfController has seven. */
const MAX_FEEDS = 500;

/** The feeds of the slots: every feed of an agent except the heartbeat. */
export interface Feeds extends Closable {
  /** The last messages since the server subscribed, within the maximum number and size. */
  readonly past: Pick<FeedPast, 'of' | 'all'>;
  /** When the last message of a feed came; null if none has come since the server subscribed. */
  lastTime(address: string, feed: string): Date | null;
}

export interface FeedsOptions {
  readonly registry: Pick<Registry, 'byAddress'>;
  readonly events: SlotEvents;
  readonly client: OcsClient;
  readonly addressRoot: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createFeeds({ registry, events, client, addressRoot, clock, logger }: FeedsOptions): Feeds {
  const subscriptions = new Map<string, Closable>();
  const past = createFeedPast();
  /** Time of the last message, by address and feed. */
  const times = new Map<string, Map<string, Date>>();

  function listenTo(feed: string): void {
    if (feed === 'heartbeat' || subscriptions.has(feed)) return;
    if (subscriptions.size >= MAX_FEEDS) {
      logger.warn({ feed, MAX_FEEDS }, 'too many feeds: this feed is ignored');
      return;
    }
    const subscription = client.onFeed(`${addressRoot}.`, feed, ({ message, info }) => {
      const slot = registry.byAddress(info.agent_address);
      if (!slot) return;
      const event = { slot, feed, time: clock.now(), message };
      past.add(event);
      const ofSlot = times.get(slot.address) ?? new Map<string, Date>();
      times.set(slot.address, ofSlot.set(feed, event.time));
      events.feeds.emit(event);
    });
    subscriptions.set(feed, subscription);
  }

  function forget(address: string): void {
    past.forget(address);
    times.delete(address);
  }

  const learning = events.slots.listen(({ kind, slot }) => {
    if (kind === 'REMOVED') forget(slot.address);
    for (const feed of slot.api?.feeds ?? []) listenTo(feed);
  });

  return {
    past,
    lastTime: (address, feed) => times.get(address)?.get(feed) ?? null,
    close() {
      learning.close();
      for (const subscription of subscriptions.values()) subscription.close();
    },
  };
}
