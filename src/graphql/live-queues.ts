import { createLatestQueue, type LatestQueue } from '../lib/latest-queue.js';
import { paced } from '../lib/paced.js';
import type { LiveEvent, LiveField, LiveSource } from './live.js';

/** Opens subscriptions and counts the open ones. */
export interface LiveQueues {
  readonly size: number;
  /** The current state, then every change, in a queue for this reader. The queue releases its source when it returns. */
  open<Args, Value>(field: LiveField<Args, Value>, args: Args, from: LiveSource): LiveReader<Value>;
}

/** Ends when the reader returns it, or when its source ends. */
export type LiveReader<Value> = AsyncIterableIterator<Value, undefined, undefined> & {
  return(): Promise<IteratorResult<Value, undefined>>;
};

/** The listeners that all readers with the same key share. */
interface Shared<Value> {
  readonly readers: Set<LatestQueue<Value>>;
  close(): void;
}

export function createLiveQueues(): LiveQueues {
  const queues = new Set<LatestQueue<unknown>>();
  const sources = new Map<string, Shared<unknown>>();

  function sourceOf<Args, Value>(field: LiveField<Args, Value>, args: Args, from: LiveSource): Shared<Value> {
    const key = JSON.stringify([field.name, field.key(args)]);
    const known = sources.get(key) as Shared<Value> | undefined;
    if (known) return known;
    const readers = new Set<LatestQueue<Value>>();
    const forget = () => {
      if (sources.get(key) === source) sources.delete(key);
    };
    const source: Shared<Value> = {
      readers,
      close() {
        forget();
        for (const closable of held) closable.close();
      },
    };
    sources.set(key, source as Shared<unknown>);
    const held = field.changes(from, args, {
      push(event) {
        for (const reader of readers) give(reader, event);
      },
      end() {
        forget();
        for (const reader of readers) reader.end();
      },
    });
    return source;
  }

  return {
    get size() {
      return queues.size;
    },
    open<Args, Value>(field: LiveField<Args, Value>, args: Args, from: LiveSource) {
      // Listen before reading the snapshot, so that no change between the two is lost.
      const source = sourceOf(field, args, from);
      const queue = createLatestQueue<Value>(() => {
        queues.delete(queue as LatestQueue<unknown>);
        source.readers.delete(queue);
        if (source.readers.size === 0) source.close();
      });
      queues.add(queue as LatestQueue<unknown>);
      source.readers.add(queue);
      for (const event of field.snapshot(from, args)) give(queue, event);
      const { minIntervalMs } = field;
      return minIntervalMs === undefined ? queue : paced(queue, minIntervalMs, from.core.clock);
    },
  };
}

function give<Value>(queue: LatestQueue<Value>, event: LiveEvent<Value>): void {
  if ('key' in event) queue.push(event.key, event.value);
  else queue.pushEach(event.group, event.value, event.gap);
}
