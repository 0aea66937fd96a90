import { type Clock, sleepOn } from '../src/lib/clock.js';
import type { Closable } from '../src/lib/topic.js';

/** A clock that only advances when a test advances it. */
export interface VirtualClock extends Clock {
  /**
   * Lets `ms` milliseconds pass: every timer fires in its order, and all that follows from one has happened
   * before the next fires.
   */
  advance(ms: number): Promise<void>;
  /** Lets time pass until `look` is truthy; fails after `boundMs` of virtual time. */
  until<T>(look: () => T | Promise<T>, what: string, boundMs?: number): Promise<NonNullable<T>>;
  /** What the promise brings; time passes meanwhile. Fails after `boundMs` of virtual time. */
  settle<T>(promise: Promise<T>, what: string, boundMs?: number): Promise<T>;
  /** The process is stopped (SIGSTOP) for `ms`: time passes and no timer fires; those that are due fire after. */
  pause(ms: number): Promise<void>;
  /** Sets the time of day, as NTP does, and nothing else. */
  setBack(ms: number): void;
  /** Timers that are armed. */
  readonly timers: number;
}

interface Timer {
  due: number;
  readonly order: number;
  readonly every: number | null;
  readonly act: () => void;
}

/** No test waits for longer than ten virtual minutes unless it says so. */
const BOUND_MS = 600_000;

/**
 * Real promises and iterators need turns of the real event loop between two timers; a turn of `setImmediate` is
 * enough, also for what goes through `nextTick` and further immediates.
 */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function createVirtualClock(start = new Date('2026-11-25T04:00:00Z')): VirtualClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let dayOffset = start.getTime();
  let order = 0;

  function add(ms: number, act: () => void, every: number | null): Closable {
    const timer: Timer = { due: elapsed + Math.max(0, ms), order: order++, every, act };
    timers.add(timer);
    return { close: () => timers.delete(timer) };
  }

  function nextDue(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order))
        first = timer;
    }
    return first;
  }

  /** Fires the next timer that is due by `end`; false if there is none. */
  async function fireNext(end: number): Promise<boolean> {
    await turn();
    const timer = nextDue();
    if (!timer || timer.due > end) return false;
    elapsed = Math.max(elapsed, timer.due);
    // As in Node, an interval that was delayed fires once and continues from now.
    if (timer.every === null) timers.delete(timer);
    else timer.due = elapsed + Math.max(1, timer.every);
    timer.act();
    return true;
  }

  async function advance(ms: number): Promise<void> {
    const end = elapsed + ms;
    while (await fireNext(end));
    elapsed = end;
    await turn();
  }

  const clock: VirtualClock = {
    now: () => new Date(dayOffset + elapsed),
    monotonic: () => elapsed,
    after: (ms, act) => add(ms, act, null),
    every: (ms, act) => add(ms, act, ms),
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    advance,
    async until(look, what, boundMs = BOUND_MS) {
      const end = elapsed + boundMs;
      for (;;) {
        await turn();
        const value = await look();
        if (value) return value;
        if (!(await fireNext(end))) throw new Error(`${what}: not within ${boundMs / 1000} virtual seconds`);
      }
    },
    async settle(promise, what, boundMs = BOUND_MS) {
      let outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
      promise.then(
        (value) => {
          outcome = { value };
        },
        (error: unknown) => {
          outcome = { error };
        },
      );
      const settled = await clock.until(() => outcome, what, boundMs);
      if ('error' in settled) throw settled.error;
      return settled.value as never;
    },
    async pause(ms) {
      elapsed += ms;
      await turn();
    },
    setBack(ms) {
      dayOffset -= ms;
    },
    get timers() {
      return timers.size;
    },
  };
  return clock;
}
