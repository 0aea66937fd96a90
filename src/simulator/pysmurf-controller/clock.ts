/** The longest delay of a timer; a longer one would end at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const CLOSED = 'The agent was closed.';

/**
 * Waits of the simulated operations. Each ends early when `stop` aborts, throws when the agent closes, and
 * lasts at least as long as the agent stands still.
 */
export interface Clock {
  /** Seconds of the operator's time. */
  wait(seconds: number, stop?: AbortSignal): Promise<void>;
  /** Seconds that the real hardware would take, times the time scale. */
  work(seconds: number, stop?: AbortSignal): Promise<void>;
  /** Throws when the agent closes, and never ends otherwise. */
  forever(): Promise<never>;
  /** Seconds of the operator's time in so many seconds of the hardware's. */
  scaled(seconds: number): number;
}

/** @param awake - resolves when the agent does not stand still */
export function createClock(timeScale: number, closing: AbortSignal, awake: () => Promise<void>): Clock {
  const closed = new Promise<void>((resolve) => {
    if (closing.aborted) resolve();
    else closing.addEventListener('abort', () => resolve(), { once: true });
  });

  async function untilClosed(): Promise<never> {
    await closed;
    throw new Error(CLOSED);
  }

  async function wait(seconds: number, stop?: AbortSignal): Promise<void> {
    const signals = stop ? [closing, stop] : [closing];
    if (!signals.some(({ aborted }) => aborted)) {
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          for (const signal of signals) signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, Math.min(MAX_DELAY_MS, Math.max(0, seconds * 1000)));
        for (const signal of signals) signal.addEventListener('abort', end);
      });
    }
    await Promise.race([awake(), closed]);
    if (closing.aborted) throw new Error(CLOSED);
  }
  const scaled = (seconds: number) => seconds * timeScale;
  return { wait, work: (seconds, stop) => wait(scaled(seconds), stop), forever: untilClosed, scaled };
}
