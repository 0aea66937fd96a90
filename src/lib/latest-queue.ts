/**
 * A queue between a producer that cannot wait and one reader that may be slow: of each key only the latest
 * value waits, in the order in which the keys came to wait. So what a slow reader costs is bounded by the
 * number of keys, and the last value of every key always arrives.
 */
export interface LatestQueue<T> extends AsyncIterableIterator<T, undefined, undefined> {
  push(key: string, value: T): void;
  /** Lets the reader drain what waits, then ends. */
  end(): void;
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** @param onReturn called once, when the reader leaves or the queue has ended: gives back what feeds it. */
export function createLatestQueue<T>(onReturn: () => void): LatestQueue<T> {
  const waiting = new Map<string, T>();
  let ended = false;
  let returned = false;
  let wake = () => {};

  function finish(): IteratorReturnResult<undefined> {
    if (!returned) {
      returned = true;
      ended = true;
      waiting.clear();
      wake();
      onReturn();
    }
    return { done: true, value: undefined };
  }

  return {
    push(key, value) {
      if (ended) return;
      waiting.set(key, value);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async next() {
      for (;;) {
        const [first] = waiting;
        if (first) {
          waiting.delete(first[0]);
          return { done: false, value: first[1] };
        }
        if (ended) return finish();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    return: async () => finish(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
