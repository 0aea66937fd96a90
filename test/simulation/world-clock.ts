import type { Closable } from '../../src/lib/topic.js';

/** The time of the simulated world. Everything happens in a timer of this clock. */
export interface WorldClock {
  /** Milliseconds since the world began. */
  readonly now: number;
  after(ms: number, act: () => void): Closable;
  sleep(ms: number): Promise<void>;
  /**
   * Advances the time. Timers fire in order, and all effects of one are finished before the next fires. Ends early
   * if `isDone` returns true.
   */
  runUntil(end: number, isDone?: () => boolean): Promise<void>;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  act: (() => void) | null;
}

/**
 * The callbacks of so many `setImmediate` are registered together. Between two of them Node finishes all promises and
 * reports unhandled rejections, but does not ask the operating system for events, which a world does not have.
 */
const BATCH = 100;

/** Resolves when all promises that can be settled now are settled. */
function createSettling(): () => Promise<void> {
  let left = 0;
  let resolve: (() => void) | null = null;
  const next = () => {
    left -= 1;
    resolve?.();
    resolve = null;
  };
  return () =>
    new Promise((settled) => {
      resolve = settled;
      if (left > 0) return;
      left = BATCH;
      for (let count = 0; count < BATCH; count += 1) setImmediate(next);
    });
}

/** A heap: a world has a few hundred timers at a time and fires tens of thousands. */
export function createWorldClock(): WorldClock {
  const heap: Timer[] = [];
  const settled = createSettling();
  let now = 0;
  let order = 0;

  const isBefore = (a: Timer, b: Timer) => a.due < b.due || (a.due === b.due && a.order < b.order);
  const at = (index: number) => heap[index] as Timer;

  function push(timer: Timer): void {
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, at(parent))) break;
      heap[index] = at(parent);
      index = parent;
    }
    heap[index] = timer;
  }

  function pop(): Timer {
    const first = at(0);
    const last = heap.pop() as Timer;
    if (heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(at(child + 1), at(child))) child += 1;
      if (!isBefore(at(child), last)) break;
      heap[index] = at(child);
      index = child;
    }
    heap[index] = last;
    return first;
  }

  function after(ms: number, act: () => void): Closable {
    const timer: Timer = { due: now + Math.max(0, ms), order: order++, act };
    push(timer);
    return {
      close() {
        timer.act = null;
      },
    };
  }

  return {
    get now() {
      return now;
    },
    after,
    sleep: (ms) =>
      new Promise((resolve) => {
        after(ms, resolve);
      }),
    async runUntil(end, isDone = () => false) {
      await settled();
      while (heap.length > 0 && at(0).due <= end && !isDone()) {
        const { due, act } = pop();
        if (act === null) continue;
        now = due;
        act();
        await settled();
      }
      if (!isDone()) now = Math.max(now, end);
    },
  };
}
