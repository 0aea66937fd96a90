import type { Clock } from '../../lib/clock.js';

const CLOSED = 'The agent was closed.';

/**
 * Waits of the simulated operations. Each ends early when `stop` aborts, throws when the agent closes, and does not end
 * while the agent is frozen.
 */
export interface Pace {
  /** Waits for real seconds. */
  wait(seconds: number, stop?: AbortSignal): Promise<void>;
  /** Waits for seconds of the real hardware, multiplied by the time scale. */
  work(seconds: number, stop?: AbortSignal): Promise<void>;
  /** Throws when the agent closes, and never ends otherwise. */
  forever(): Promise<never>;
  /** Converts seconds of the real hardware to real seconds. */
  scaled(seconds: number): number;
}

export interface PaceOptions {
  readonly clock: Clock;
  /** Seconds that an operation takes here for each second on real hardware. */
  readonly timeScale: number;
  /** Aborts when the agent closes. */
  readonly closing: AbortSignal;
  /** Resolves when the agent is not frozen. */
  awake(): Promise<void>;
}

export function createPace({ clock, timeScale, closing, awake }: PaceOptions): Pace {
  const closed = new Promise<void>((resolve) => {
    if (closing.aborted) resolve();
    else closing.addEventListener('abort', () => resolve(), { once: true });
  });

  async function forever(): Promise<never> {
    await closed;
    throw new Error(CLOSED);
  }

  /** Resolves after these seconds, or as soon as one of the signals aborts. */
  function elapsed(seconds: number, signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        timer.close();
        for (const signal of signals) signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = clock.after(seconds * 1000, end);
      for (const signal of signals) signal.addEventListener('abort', end);
      if (signals.some(({ aborted }) => aborted)) end();
    });
  }

  async function wait(seconds: number, stop?: AbortSignal): Promise<void> {
    await elapsed(seconds, stop ? [closing, stop] : [closing]);
    await Promise.race([awake(), closed]);
    if (closing.aborted) throw new Error(CLOSED);
  }

  const scaled = (seconds: number) => seconds * timeScale;
  return { wait, work: (seconds, stop) => wait(scaled(seconds), stop), forever, scaled };
}
