import type { Clock } from './clock.js';
import type { LatestQueue } from './latest-queue.js';

/** A queue whose values are read one after the other. */
export type Reader<T> = Pick<LatestQueue<T>, 'next' | 'flow' | typeof Symbol.asyncIterator> & {
  return(): Promise<IteratorResult<T, undefined>>;
};

/**
 * The same values, but each at least `intervalMs` after the previous one; the first at once. A value is read from the
 * source only when it is due, so a source that keeps only the latest value returns the latest.
 */
export function paced<T>(
  source: Omit<Reader<T>, typeof Symbol.asyncIterator>,
  intervalMs: number,
  clock: Clock,
): Reader<T> {
  const left = new AbortController();
  let dueAt = Number.NEGATIVE_INFINITY;
  let lastRead: Promise<unknown> = Promise.resolve();

  async function take(): Promise<IteratorResult<T, undefined>> {
    const early = dueAt - clock.monotonic();
    if (early > 0) await clock.sleep(early, left.signal);
    const result = await source.next();
    dueAt = clock.monotonic() + intervalMs;
    return result;
  }

  return {
    next() {
      const read = lastRead.then(take);
      lastRead = read;
      return read;
    },
    flow: (take) =>
      source.flow(async (value) => {
        const due = clock.sleep(intervalMs, left.signal);
        await take(value);
        await due;
      }),
    async return() {
      left.abort();
      await source.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
