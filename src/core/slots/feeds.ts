import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { Closable } from '../../lib/topic.js';
import type { OcsClient } from '../../ocs/client.js';
import type { Registry } from './registry.js';
import type { FeedEvent, SlotEvents } from './slot-events.js';

/** Maximum number of feed names that we subscribe to, over all slots. A PysmurfController has seven. */
const MAX_FEEDS = 500;
/** Maximum size of all stored last messages, as JSON. A message that exceeds 1 % of it is not stored. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** The feeds of the slots: every feed of an agent except the heartbeat. */
export interface Feeds extends Closable {
  /** The last message of each feed of each slot since the server subscribed, within the maximum size. */
  readonly last: Iterable<FeedEvent>;
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
  const kept = new Map<string, { readonly event: FeedEvent; readonly bytes: number }>();
  /** Time of the last message, by address and feed. */
  const times = new Map<string, Map<string, Date>>();
  let keptBytes = 0;

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
      keep(event);
      const ofSlot = times.get(slot.address) ?? new Map<string, Date>();
      times.set(slot.address, ofSlot.set(feed, event.time));
      events.feeds.emit(event);
    });
    subscriptions.set(feed, subscription);
  }

  /** Drops the oldest messages first. */
  function keep(event: FeedEvent): void {
    const key = `${event.slot.address}/${event.feed}`;
    drop(key);
    const bytes = sizeOf(event.message);
    if (bytes > MAX_KEPT_BYTES / 100) return;
    kept.set(key, { event, bytes });
    keptBytes += bytes;
    for (const oldest of kept.keys()) {
      if (keptBytes <= MAX_KEPT_BYTES) break;
      drop(oldest);
    }
  }

  function drop(key: string): void {
    keptBytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  function forget(address: string): void {
    for (const feed of times.get(address)?.keys() ?? []) drop(`${address}/${feed}`);
    times.delete(address);
  }

  const learning = events.slots.listen(({ kind, slot }) => {
    if (kind === 'REMOVED') forget(slot.address);
    for (const feed of slot.api?.feeds ?? []) listenTo(feed);
  });

  return {
    get last() {
      return [...kept.values()].map(({ event }) => event);
    },
    lastTime: (address, feed) => times.get(address)?.get(feed) ?? null,
    close() {
      learning.close();
      for (const subscription of subscriptions.values()) subscription.close();
    },
  };
}

/** A message that cannot be written as JSON, for example with a 64-bit integer, is treated as too large. */
function sizeOf(message: unknown): number {
  try {
    return JSON.stringify(message)?.length ?? 0;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
