import type { FeedEvent } from './slot-events.js';

/** Maximum number of stored messages of one feed of one slot. */
export const MAX_FEED_MESSAGES = 1000;
/** Maximum size of the stored messages of one feed of one slot, as JSON. */
const MAX_FEED_BYTES = 320 * 1024;
/** Maximum size of all stored messages, as JSON. */
const MAX_BYTES = 32 * 1024 * 1024;

interface Stored {
  readonly events: { readonly event: FeedEvent; readonly bytes: number }[];
  bytes: number;
}

/**
 * The last messages of each feed of each slot, within a maximum number and size. If all messages together are too
 * large, the feed with the most bytes loses its oldest message. So a busy feed never drops the messages of a feed that
 * publishes once a night.
 */
export interface FeedPast {
  /** A message that is too large is not stored, and then neither are the ones before it: the past has no gap. */
  add(event: FeedEvent): void;
  /** The last messages of one feed, oldest first. */
  of(address: string, feed: string, count: number): readonly FeedEvent[];
  /** The last messages of each feed, oldest first. */
  all(count: number): readonly FeedEvent[];
  forget(address: string): void;
}

export function createFeedPast(): FeedPast {
  /** By address, then by feed. */
  const slots = new Map<string, Map<string, Stored>>();
  let total = 0;

  function dropOldest(stored: Stored): void {
    const bytes = stored.events.shift()?.bytes ?? 0;
    stored.bytes -= bytes;
    total -= bytes;
  }

  const every = () => [...slots.values()].flatMap((feeds) => [...feeds.values()]);
  const lastOf = ({ events }: Stored, count: number) =>
    count <= 0 ? [] : events.slice(-count).map(({ event }) => event);

  return {
    add(event) {
      const { address } = event.slot;
      const feeds = slots.get(address) ?? new Map<string, Stored>();
      const stored = feeds.get(event.feed) ?? { events: [], bytes: 0 };
      slots.set(address, feeds.set(event.feed, stored));
      const bytes = sizeOf(event.message);
      stored.events.push({ event, bytes });
      stored.bytes += bytes;
      total += bytes;
      while (stored.events.length > MAX_FEED_MESSAGES || stored.bytes > MAX_FEED_BYTES) dropOldest(stored);
      while (total > MAX_BYTES) {
        dropOldest(every().reduce((largest, one) => (one.bytes > largest.bytes ? one : largest)));
      }
    },
    of: (address, feed, count) => {
      const stored = slots.get(address)?.get(feed);
      return stored ? lastOf(stored, count) : [];
    },
    all: (count) => every().flatMap((stored) => lastOf(stored, count)),
    forget(address) {
      for (const { bytes } of slots.get(address)?.values() ?? []) total -= bytes;
      slots.delete(address);
    },
  };
}

/** A message that cannot be written as JSON, for example with a 64-bit integer, is treated as too large. */
function sizeOf(message: unknown): number {
  try {
    return JSON.stringify(message)?.length ?? 0;
  } catch {
    return MAX_FEED_BYTES + 1;
  }
}
