import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { Closable } from '../../lib/topic.js';
import type { OcsClient } from '../../ocs/client.js';
import type { Registry } from './registry.js';
import type { FeedEvent, SlotEvents } from './slot-events.js';

/** Names of feeds that are listened to, over all slots; a PysmurfController has seven. */
const MAX_FEEDS = 500;
/** Of last messages, in JSON. One that is larger than a hundredth is not kept. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** What the slots publish by themselves: every feed that an agent has, but the heartbeat. */
export interface Feeds extends Closable {
  /** The last message of each feed of each slot since this server began to listen, as far as they fit. */
  readonly last: Iterable<FeedEvent>;
  /** When the last message of a feed came; null if none has come since this server began to listen. */
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
  /** By address and feed. */
  const times = new Map<string, Map<string, Date>>();
  let keptBytes = 0;

  function listenTo(feed: string): void {
    if (feed === 'heartbeat' || subscriptions.has(feed)) return;
    if (subscriptions.size >= MAX_FEEDS) {
      logger.warn({ feed, MAX_FEEDS }, 'too many feeds: this one is not listened to');
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

  /** The feeds that have been silent for longest make room. */
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

/** What cannot be written as JSON, such as an integer of 64 bits, is counted as too large to keep. */
function sizeOf(message: unknown): number {
  try {
    return JSON.stringify(message)?.length ?? 0;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
