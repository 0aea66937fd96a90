/**
 * A queue between a producer that cannot wait and one reader that may be slow.
 *
 * Of what is pushed by key only the latest value waits, in the order in which the keys came to wait: what a
 * slow reader costs is bounded by the number of keys, and the last value of every key always arrives. What
 * cannot be merged is pushed each by each; where too much of a group waits, a gap takes its place.
 */
export interface LatestQueue<T> extends AsyncIterableIterator<T, undefined, undefined> {
  push(key: string, value: T): void;
  /** @param gap stands for what was thrown away, told before the newest that remain */
  pushEach(group: string, value: T, gap: T): void;
  /** Lets the reader drain what waits, then ends. */
  end(): void;
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** So many values of one group may wait. */
const GROUP_LIMIT = 100;

interface Waiting<T> {
  readonly value: T;
  /** Set for what was pushed each by each. */
  readonly group: string | null;
}

/** @param onReturn called once, when the reader leaves or the queue has ended: gives back what feeds it. */
export function createLatestQueue<T>(onReturn: () => void): LatestQueue<T> {
  const waiting = new Map<string, Waiting<T>>();
  const groupSizes = new Map<string, number>();
  let counter = 0;
  let ended = false;
  let returned = false;
  let wake = () => {};

  function finish(): IteratorReturnResult<undefined> {
    if (!returned) {
      returned = true;
      ended = true;
      waiting.clear();
      groupSizes.clear();
      wake();
      onReturn();
    }
    return { done: true, value: undefined };
  }

  function add(key: string, value: T, group: string | null): void {
    waiting.set(key, { value, group });
    wake();
  }

  function dropGroup(group: string): void {
    for (const [key, entry] of waiting) if (entry.group === group) waiting.delete(key);
    groupSizes.delete(group);
  }

  return {
    push(key, value) {
      if (!ended) add(`key/${key}`, value, null);
    },
    pushEach(group, value, gap) {
      if (ended) return;
      if ((groupSizes.get(group) ?? 0) >= GROUP_LIMIT) {
        dropGroup(group);
        add(`gap/${group}`, gap, null);
      }
      groupSizes.set(group, (groupSizes.get(group) ?? 0) + 1);
      add(`each/${counter++}`, value, group);
    },
    end() {
      ended = true;
      wake();
    },
    async next() {
      for (;;) {
        const [first] = waiting;
        if (first) {
          const [key, { value, group }] = first;
          waiting.delete(key);
          if (group !== null) groupSizes.set(group, (groupSizes.get(group) ?? 1) - 1);
          return { done: false, value };
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
