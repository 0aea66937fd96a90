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
  /**
   * Calls `take` with each value, in place of a reader of `next`: thousands of readers that all wake through promises cost
   * more than what they send. Values wait, and are merged, in the same way while the promise of `take` is pending.
   *
   * @returns when the queue has ended, or its reader has left. Rejects, and leaves, if `take` fails.
   */
  flow(take: (value: T) => Promise<void> | void): Promise<void>;
  /** Gives a value to `take` at once. False if the queue does not flow, or its reader must have other values first. */
  offer(value: T): boolean;
  return(): Promise<IteratorReturnResult<undefined>>;
}

const GROUP_LIMIT = 100;

/** A value that was pushed is given to the reader after all that happens at the same time, so that it can be replaced. */
const atOnce = Promise.resolve();

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
  let offer = (_value: T) => false;
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

  /** The first waiting value, which then no longer waits. */
  function shift(): Waiting<T> | undefined {
    for (const [key, entry] of waiting) {
      waiting.delete(key);
      if (entry.group) forget(key, entry.group);
      return entry;
    }
    return undefined;
  }

  async function read(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const first = shift();
      if (first) return { done: false, value: first.value };
      if (ended) return finish();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  function flow(take: (value: T) => Promise<void> | void): Promise<void> {
    return new Promise((resolve, reject) => {
      let isWoken = false;
      let isBusy = false;
      const fail = (error: unknown) => {
        reject(error);
        finish();
      };
      const goOn = () => {
        isBusy = false;
        giveAll();
      };
      const give = (value: T) => {
        try {
          const taken = take(value);
          if (!taken) return;
          isBusy = true;
          taken.then(goOn, fail);
        } catch (error) {
          fail(error);
        }
      };
      const giveAll = () => {
        isWoken = false;
        while (!isBusy && !returned) {
          const first = shift();
          if (!first) break;
          give(first.value);
        }
        if (ended && !isBusy) finish();
      };
      offer = (value) => {
        if (isBusy || ended || waiting.size > 0) return false;
        give(value);
        return true;
      };
      wake = () => {
        if (returned) return resolve();
        if (isWoken || isBusy) return;
        isWoken = true;
        void atOnce.then(giveAll);
      };
      wake();
    });
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
      const result = lastRead.then(read);
      lastRead = result;
      return result;
    },
    flow,
    offer: (value) => offer(value),
    return: async () => finish(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function keyIn({ name }: Group, number: number): string {
  return `each/${name}/${number}`;
}
