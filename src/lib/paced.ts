import type { Clock } from './clock.js';

/**
 * The same values, but the first at once, and then at most one in each interval of `intervalMs`. All readers on a clock
 * have the same intervals, so that they read the same value at the same time. A value is read from the source only when
 * it is due, so a source that keeps only the latest value returns the latest.
 */
export function paced<T>(
  source: AsyncIterator<T, undefined, undefined>,
  intervalMs: number,
  clock: Clock,
): AsyncIterableIterator<T, undefined, undefined> & {
  return(): Promise<IteratorResult<T, undefined>>;
} {
  const left = new AbortController();
  let dueAt = Number.NEGATIVE_INFINITY;
  let lastRead: Promise<unknown> = Promise.resolve();

  async function take(): Promise<IteratorResult<T, undefined>> {
    const early = dueAt - clock.monotonic();
    if (early > 0) await clock.sleep(early, left.signal);
    const result = await source.next();
    // Not the next interval, if that begins at once.
    dueAt = Math.ceil(clock.monotonic() / intervalMs + 0.5) * intervalMs;
    return result;
  }

  return {
    next() {
      const read = lastRead.then(take);
      lastRead = read;
      return read;
    },
    async return() {
      left.abort();
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
