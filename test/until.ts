import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 20;

/** Nothing that a test waits for takes longer, also on a machine that does much else. */
export const BOUND_MS = 20_000;

/**
 * The first truthy value of `look`. For values that emit no events.
 * @param what it waits for, or a function that describes what is missing in the end
 */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string | (() => string),
): Promise<NonNullable<T>> {
  const bound = Date.now() + BOUND_MS;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > bound)
      throw new Error(`${typeof what === 'string' ? what : what()}: not within ${BOUND_MS / 1000} s`);
    await sleep(EVERY_MS);
  }
}

/** What the promise brings, or an error that says for `what` was waited in vain. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${BOUND_MS / 1000} s`)), BOUND_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
