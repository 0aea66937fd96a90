import type { Closable } from './topic.js';

/**
 * Time, passed in. No code outside this file asks Node for the time or for a timer (`npm run check` holds
 * that), so that everything above the sockets also runs on the virtual time of the tests.
 */
export interface Clock {
  /** The time of day: for what people read, and for what agents report. It may jump when it is set. */
  now(): Date;
  /** Milliseconds since some moment in the past. It never goes back, and it counts on while we are paused. */
  monotonic(): number;
  /** Calls `act` once, after `ms` milliseconds, however long that is. */
  after(ms: number, act: () => void): Closable;
  /** Calls `act` every `ms` milliseconds. */
  every(ms: number, act: () => void): Closable;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Node's timers take no longer delay than this; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The real time. Its timers keep the process alive until they are closed. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  after(ms, act) {
    const due = performance.now() + ms;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = Math.max(0, due - performance.now());
      timer = setTimeout(left > MAX_TIMER_MS ? arm : act, Math.min(left, MAX_TIMER_MS));
    };
    arm();
    return { close: () => clearTimeout(timer) };
  },
  every(ms, act) {
    const timer = setInterval(act, Math.min(ms, MAX_TIMER_MS));
    return { close: () => clearInterval(timer) };
  },
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
};

/** {@link Clock.sleep} on top of {@link Clock.after}, for every clock. */
export function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = () => {
      timer.close();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.after(ms, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/**
 * Resolves when the promise has settled, or after `ms`, whichever is first. Rejects as the promise does if that
 * comes first.
 */
export async function settledWithin(clock: Clock, promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: Closable | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = clock.after(ms, resolve);
  });
  try {
    await Promise.race([promise, bound]);
  } finally {
    timer?.close();
  }
}

/** Resolves when what is due in this turn of the event loop has been done. No time passes, on any clock. */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
