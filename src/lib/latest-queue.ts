/**
 * A queue between a producer that cannot wait and a reader that may be slow.
 *
 * A value that is pushed with a key replaces the waiting value with the same key, in the same position. So at most one
 * value waits for each key, and a slow reader gets the last value of every key. Values that cannot be merged are queued
 * one by one; when too many of a group are waiting, a gap marker replaces the oldest.
 */
export interface LatestQueue<T> extends AsyncIterableIterator<T, undefined, undefined> {
  push(key: string, value: T): void;
  /**
   * Queues a value that cannot be merged. It also replaces a waiting value whose key is equal to `group`, so that no
   * reader gets an older value after a newer one.
   *
   * @param gap replaces dropped values of the group, before the remaining ones. While it is waiting, a later gap
   * replaces it.
   */
  pushEach(group: string, value: T, gap: T): void;
  /** Ends the queue after the reader has got all waiting values. */
  end(): void;
  /** Concurrent calls are served in order. */
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorReturnResult<undefined>>;
}

const GROUP_LIMIT = 100;

interface Waiting<T> {
  readonly value: T;
  /** Set for values that are queued one by one, and for gaps; otherwise null. */
  readonly group: Group | null;
}

/** Its values are numbered; the values from `oldest` to `next - 1` are waiting. */
interface Group {
  readonly name: string;
  oldest: number;
  next: number;
  /** The key of the waiting gap; null if there is none. */
  gap: string | null;
}

/**
 * @param onReturn called once, when the reader has left or the queue has ended, to release the source
 * @param groupLimit maximum number of waiting values of one group, without its gap
 */
export function createLatestQueue<T>(onReturn: () => void, groupLimit = GROUP_LIMIT): LatestQueue<T> {
  const waiting = new Map<string, Waiting<T>>();
  const groups = new Map<string, Group>();
  let ended = false;
  let returned = false;
  let wake = () => {};
  let lastRead: Promise<unknown> = Promise.resolve();

  function finish(): IteratorReturnResult<undefined> {
    if (!returned) {
      returned = true;
      ended = true;
      waiting.clear();
      groups.clear();
      wake();
      onReturn();
    }
    return { done: true, value: undefined };
  }

  function add(key: string, entry: Waiting<T>): void {
    waiting.set(key, entry);
    wake();
  }

  function groupNamed(name: string): Group {
    const group = groups.get(name) ?? { name, oldest: 0, next: 0, gap: null };
    groups.set(name, group);
    return group;
  }

  function dropOldest(group: Group, gap: T): void {
    const oldest = keyIn(group, group.oldest++);
    if (group.gap === null) group.gap = oldest;
    else waiting.delete(oldest);
    waiting.set(group.gap, { value: gap, group });
  }

  function forget(key: string, group: Group): void {
    if (key === group.gap) group.gap = null;
    else group.oldest += 1;
    if (group.gap === null && group.oldest === group.next) groups.delete(group.name);
  }

  async function take(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const [first] = waiting;
      if (first) {
        const [key, { value, group }] = first;
        waiting.delete(key);
        if (group) forget(key, group);
        return { done: false, value };
      }
      if (ended) return finish();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    push(key, value) {
      if (!ended) add(`key/${key}`, { value, group: null });
    },
    pushEach(name, value, gap) {
      if (ended) return;
      waiting.delete(`key/${name}`);
      const group = groupNamed(name);
      if (group.next - group.oldest >= groupLimit) dropOldest(group, gap);
      add(keyIn(group, group.next++), { value, group });
    },
    end() {
      ended = true;
      wake();
    },
    next() {
      const read = lastRead.then(take);
      lastRead = read;
      return read;
    },
    return: async () => finish(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function keyIn({ name }: Group, number: number): string {
  return `each/${name}/${number}`;
}
