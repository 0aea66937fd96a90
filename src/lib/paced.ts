import { abort } from './abort.js';
import type { Clock } from './clock.js';
import type { LatestQueue } from './latest-queue.js';

/** A queue whose values are read one after the other. */
export type Reader<T> = Pick<LatestQueue<T>, 'next' | 'flow' | typeof Symbol.asyncIterator> & {
  return(): Promise<IteratorResult<T, undefined>>;
};

/**
 * The same values, but the first at once, and then at most one in each interval of `intervalMs`. All readers on a clock
 * have the same intervals, so that they read the same value at the same time. A value is read from the source only when
 * it is due, so a source that keeps only the latest value returns the latest.
 */
export function paced<T>(
  source: Omit<Reader<T>, typeof Symbol.asyncIterator>,
  intervalMs: number,
  clock: Clock,
): Reader<T> {
  const left = new AbortController();
  let dueAt = Number.NEGATIVE_INFINITY;
  let lastRead: Promise<unknown> = Promise.resolve();

  async function untilDue(): Promise<void> {
    const early = dueAt - clock.monotonic();
    if (early > 0) await clock.sleep(early, left.signal);
  }

  function isRead(): void {
    // Not the next interval, if that begins at once.
    dueAt = Math.ceil(clock.monotonic() / intervalMs + 0.5) * intervalMs;
  }

  async function take(): Promise<IteratorResult<T, undefined>> {
    await untilDue();
    const result = await source.next();
    isRead();
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
        isRead();
        await take(value);
        await untilDue();
      }),
    async return() {
      abort(left);
      await source.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
