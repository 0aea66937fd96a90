/** The longest delay of a timer; a longer one would end at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Waits of the simulated operations. Each ends early when `stop` aborts, and throws when the agent closes. */
export interface Clock {
  /** Seconds of the operator's time. */
  wait(seconds: number, stop?: AbortSignal): Promise<void>;
  /** Seconds that the real hardware would take, times the time scale. */
  work(seconds: number, stop?: AbortSignal): Promise<void>;
  /** Seconds of the operator's time in so many seconds of the hardware's. */
  scaled(seconds: number): number;
}

export function createClock(timeScale: number, closing: AbortSignal): Clock {
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
    if (closing.aborted) throw new Error('The agent was closed.');
  }
  const scaled = (seconds: number) => seconds * timeScale;
  return { wait, work: (seconds, stop) => wait(scaled(seconds), stop), scaled };
}
