/** Waits before the first repetitions, in milliseconds. Each is twice as long as the one before, up to a minute. */
const FIRST_MS = 2000;
const MOST_MS = 60_000;

/** Does it until it has succeeded once, or `signal` aborts. */
export async function untilDone(act: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let wait = FIRST_MS; !signal.aborted; wait = Math.min(2 * wait, MOST_MS)) {
    try {
      return await act();
    } catch {
      await pause(wait, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
