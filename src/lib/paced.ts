import type { Clock } from './clock.js';

/**
 * The same values, but each at least `intervalMs` after the previous one; the first at once. A value is read from the
 * source only when it is due, so a source that keeps only the latest value returns the latest.
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
    dueAt = clock.monotonic() + intervalMs;
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
