import { endOfTurn } from '../lib/clock.js';
import { createLatestQueue, type LatestQueue, type QueueCounts } from '../lib/latest-queue.js';
import { paced, type Reader } from '../lib/paced.js';
import type { LiveEvent, LiveField, LiveMoment, LiveSource } from './live.js';

/** Opens subscriptions and counts the open ones. */
export interface LiveQueues {
  readonly size: number;
  /** The current state, then every change, in a queue for this reader. The queue releases its source when it returns. */
  open<Args, Value>(field: LiveField<Args, Value>, args: Args, from: LiveSource): LiveReader<Value>;
}

/** Ends when the reader returns it, or when its source ends. */
export type LiveReader<Value> = Reader<LiveMoment<Value>>;

/** The listeners and moments that all readers with the same key share. */
interface Shared<Value> {
  /** Each with the number of events that there had been when it came: it gets the later ones. */
  readonly readers: Map<LatestQueue<LiveMoment<Value>>, number>;
  readonly events: number;
  /** The current state. Readers that come in the same turn of the event loop get the same moments. */
  snapshot(): readonly Moments<Value>[];
  close(): void;
}

/** An event with its moments, which are the same objects for all readers. */
type Moments<Value> = LiveEvent<LiveMoment<Value>>;

interface Numbered<Value> {
  readonly moments: Moments<Value>;
  readonly number: number;
}

/** @param counts of the queues of all readers */
export function createLiveQueues(counts?: QueueCounts): LiveQueues {
  const queues = new Set<object>();
  const sources = new Map<string, Shared<unknown>>();

  function sourceOf<Args, Value>(field: LiveField<Args, Value>, args: Args, from: LiveSource): Shared<Value> {
    const key = JSON.stringify([field.name, field.key(args)]);
    const known = sources.get(key) as Shared<Value> | undefined;
    if (known) return known;
    const readers: Shared<Value>['readers'] = new Map();
    let events = 0;
    let current: readonly Moments<Value>[] | null = null;
    // An event waits here until the end of what happens at the same time: once for all readers.
    const latest = createLatestQueue<Numbered<Value>>(() => {}, Number.POSITIVE_INFINITY);
    const end = () => {
      for (const reader of readers.keys()) reader.end();
    };
    void latest
      .flow(({ moments, number }) => {
        readers.forEach((since, reader) => {
          if (number > since && !reader.offer(moments.value)) give(reader, moments);
        });
      })
      .then(end);
    const forget = () => {
      if (sources.get(key) === source) sources.delete(key);
    };
    const source: Shared<Value> = {
      readers,
      get events() {
        return events;
      },
      snapshot() {
        if (current) return current;
        current = Array.from(field.snapshot(from, args), momentsOf);
        // What a snapshot shows besides its own events may change without an event.
        void endOfTurn().then(() => {
          current = null;
        });
        return current;
      },
      close() {
        forget();
        void latest.return();
        for (const closable of held) closable.close();
      },
    };
    sources.set(key, source as Shared<unknown>);
    const held = field.changes(from, args, {
      push(event) {
        current = null;
        const moments = momentsOf(event);
        events += 1;
        const numbered = { moments, number: events };
        if ('key' in moments) latest.push(moments.key, numbered);
        else latest.pushEach(moments.group, numbered, numbered);
      },
      end() {
        forget();
        latest.end();
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
      const release = () => {
        queues.delete(queue);
        source.readers.delete(queue);
        if (source.readers.size === 0) source.close();
      };
      const queue = createLatestQueue<LiveMoment<Value>>(release, undefined, counts);
      queues.add(queue);
      source.readers.set(queue, source.events);
      for (const event of source.snapshot()) give(queue, event);
      const { minIntervalMs } = field;
      return minIntervalMs === undefined ? queue : paced(queue, minIntervalMs, from.core.clock);
    },
  };
}

function momentsOf<Value>(event: LiveEvent<Value>): Moments<Value> {
  return 'key' in event
    ? { key: event.key, value: { value: event.value } }
    : { group: event.group, value: { value: event.value }, gap: { value: event.gap } };
}

function give<Value>(queue: LatestQueue<Value>, event: LiveEvent<Value>): void {
  if ('key' in event) queue.push(event.key, event.value);
  else queue.pushEach(event.group, event.value, event.gap);
}
