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

/** What has happened to the values of some queues. Plain numbers, since thousands of readers get each value. */
export interface QueueCounts {
  /** Values that a newer one has replaced before they were read. */
  merged: number;
  /** Values for which a gap stands. */
  dropped: number;
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
 * @param counts counts the values that are not read, here and in other queues
 */
export function createLatestQueue<T>(
  onReturn: () => void,
  groupLimit = GROUP_LIMIT,
  counts: QueueCounts = { merged: 0, dropped: 0 },
): LatestQueue<T> {
  return new Queue<T>(onReturn, groupLimit, counts);
}

type Take<T> = (value: T) => Promise<void> | void;

/** A class, since a server has thousands: closures would take 2 KB for each. */
class Queue<T> implements LatestQueue<T> {
  readonly #onReturn: () => void;
  readonly #groupLimit: number;
  readonly #counts: QueueCounts;
  /** Made for the first value that waits: the events of a fast reader never do. */
  #waiting: Map<string, Waiting<T>> | null = null;
  #groups: Map<string, Group> | null = null;
  #ended = false;
  #returned = false;
  /** Wakes the reader. */
  #wake: (() => void) | null = null;
  #lastRead: Promise<unknown> = atOnce;
  /** Set while the queue flows. */
  #take: Take<T> | null = null;
  #fail: ((error: unknown) => void) | null = null;
  #isWoken = false;
  #isBusy = false;

  constructor(onReturn: () => void, groupLimit: number, counts: QueueCounts) {
    this.#onReturn = onReturn;
    this.#groupLimit = groupLimit;
    this.#counts = counts;
  }

  push(key: string, value: T): void {
    if (!this.#ended) this.#add(`key/${key}`, { value, group: null });
  }

  pushEach(name: string, value: T, gap: T): void {
    if (this.#ended) return;
    if (this.#waiting?.delete(`key/${name}`)) this.#counts.merged += 1;
    const group = this.#groupNamed(name);
    if (group.next - group.oldest >= this.#groupLimit) this.#dropOldest(group, gap);
    this.#add(keyIn(group, group.next++), { value, group });
  }

  end(): void {
    this.#ended = true;
    this.#rouse();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const result = this.#lastRead.then(() => this.#read());
    this.#lastRead = result;
    return result;
  }

  flow(take: Take<T>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#take = take;
      this.#wake = resolve;
      this.#fail = reject;
      this.#rouse();
    });
  }

  offer(value: T): boolean {
    if (!this.#take || this.#isBusy || this.#ended || this.#waiting?.size) return false;
    this.#give(this.#take, value);
    return true;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    return this.#finish();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(): IteratorReturnResult<undefined> {
    if (!this.#returned) {
      this.#returned = true;
      this.#ended = true;
      this.#waiting = null;
      this.#groups = null;
      this.#wake?.();
      this.#onReturn();
    }
    return { done: true, value: undefined };
  }

  #add(key: string, entry: Waiting<T>): void {
    this.#waiting ??= new Map();
    const before = this.#waiting.size;
    this.#waiting.set(key, entry);
    if (this.#waiting.size === before) this.#counts.merged += 1;
    this.#rouse();
  }

  /** The reader of `next` goes on; a flow goes on after all that happens at the same time. */
  #rouse(): void {
    if (!this.#take) this.#wake?.();
    else if (!this.#isWoken && !this.#isBusy && !this.#returned) {
      this.#isWoken = true;
      void atOnce.then(() => this.#giveAll());
    }
  }

  #groupNamed(name: string): Group {
    this.#groups ??= new Map();
    const group = this.#groups.get(name) ?? { name, oldest: 0, next: 0, gap: null };
    this.#groups.set(name, group);
    return group;
  }

  #dropOldest(group: Group, gap: T): void {
    this.#counts.dropped += 1;
    const oldest = keyIn(group, group.oldest++);
    if (group.gap === null) group.gap = oldest;
    else this.#waiting?.delete(oldest);
    this.#waiting?.set(group.gap, { value: gap, group });
  }

  #forget(key: string, group: Group): void {
    if (key === group.gap) group.gap = null;
    else group.oldest += 1;
    if (group.gap === null && group.oldest === group.next) this.#groups?.delete(group.name);
  }

  /** The first waiting value, which then no longer waits. */
  #shift(): Waiting<T> | null {
    for (const [key, entry] of this.#waiting ?? []) {
      this.#waiting?.delete(key);
      if (entry.group) this.#forget(key, entry.group);
      return entry;
    }
    this.#waiting = null;
    this.#groups = null;
    return null;
  }

  async #read(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const first = this.#shift();
      if (first) return { done: false, value: first.value };
      if (this.#ended) return this.#finish();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #give(take: Take<T>, value: T): void {
    try {
      const taken = take(value);
      if (!taken) return;
      this.#isBusy = true;
      taken.then(
        () => {
          this.#isBusy = false;
          this.#giveAll();
        },
        (error) => this.#leave(error),
      );
    } catch (error) {
      this.#leave(error);
    }
  }

  #giveAll(): void {
    this.#isWoken = false;
    while (this.#take && !this.#isBusy && !this.#returned) {
      const first = this.#shift();
      if (!first) break;
      this.#give(this.#take, first.value);
    }
    if (this.#ended && !this.#isBusy) this.#finish();
  }

  /** After an error of `take`. */
  #leave(error: unknown): void {
    this.#fail?.(error);
    this.#finish();
  }
}

function keyIn({ name }: Group, number: number): string {
  return `each/${name}/${number}`;
}
