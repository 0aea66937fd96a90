import type { Closable } from './topic.js';

/**
 * The source of time. Only this file may use Node's time and timers (`npm run check` enforces it), so that all code
 * above the sockets also runs with the virtual time of the tests.
 */
export interface Clock {
  /** The time of day, for display and to compare with times from agents. It can jump when the clock is set. */
  now(): Date;
  /** Milliseconds since a fixed time in the past. Never goes back, and continues while the process is suspended. */
  monotonic(): number;
  /**
   * Calls `act` once, after `ms` milliseconds. There is no upper limit. If the process was suspended meanwhile, the
   * messages that it has received are read first: otherwise an answer that came in time would count as missing.
   */
  after(ms: number, act: () => void): Closable;
  /** Calls `act` every `ms` milliseconds. */
  every(ms: number, act: () => void): Closable;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The maximum delay of Node's timers; a timer with a longer delay would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** A timer that is later than this is late because the process was suspended, or its event loop was blocked. */
export const LATE_MS = 500;
/** Node fires due timers before it reads sockets. A late timer leaves this time for reading. */
export const READ_MS = 50;

/** The real time. Its timers keep the process alive until they are closed. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  after(ms, act) {
    const due = performance.now() + ms;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = due - performance.now();
      if (left > MAX_TIMER_MS) timer = setTimeout(arm, MAX_TIMER_MS);
      else timer = setTimeout(fire, Math.max(0, left));
    };
    const fire = () => {
      if (performance.now() - due > LATE_MS) timer = setTimeout(act, READ_MS);
      else act();
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
 * Calls `act` once, after `ms` milliseconds in which this process was not suspended. For a wait that needs several
 * answers: after a suspension, {@link Clock.after} leaves time to read one.
 */
export function afterRunning(
  clock: Pick<Clock, 'after' | 'monotonic'>,
  ms: number,
  act: () => void,
): Closable {
  let timer: Closable;
  const arm = () => {
    // Of a time in the past, every timer would be late.
    const due = clock.monotonic() + Math.max(0, ms);
    timer = clock.after(ms, () => {
      if (clock.monotonic() - due > LATE_MS) arm();
      else act();
    });
  };
  arm();
  return { close: () => timer.close() };
}

/**
 * Resolves when the promise is fulfilled or after `ms` (see {@link afterRunning}), whichever comes first. Rejects if the promise rejects before
 * that.
 */
export async function settledWithin(clock: Clock, promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: Closable | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = afterRunning(clock, ms, resolve);
  });
  try {
    await Promise.race([promise, bound]);
  } finally {
    timer?.close();
  }
}

/** Resolves at the end of this turn of the event loop. No time passes on any clock. */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
