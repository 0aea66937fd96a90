import { setImmediate as turn } from 'node:timers/promises';
import type { Closable } from '../../../src/lib/topic.js';
import type { Json } from './json.js';
import { afterOwnTime, ownTime } from './own-time.js';
import { Fault, type Subject } from './target.js';
import type { Watchdog } from './watchdog.js';

/** Maximum own time for which an input may block the process, in the best of three attempts. */
const SLOW_MS = 500;
/** Maximum own time to handle an input. */
const BOUND_MS = 10_000;

/** Tries inputs on a subject, and returns faults. */
export interface Trial {
  /** Returns the fault; null if there is none. */
  run(input: Json): Promise<string | null>;
  close(): void;
}

function describe(thrown: unknown): string {
  if (thrown instanceof Fault) return thrown.message;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** Reports unhandled errors until it is closed; meanwhile Node does not end the process because of them. */
export function openTrial(subject: Subject, watchdog?: Watchdog): Trial {
  let unhandled: string[] = [];
  const onUnhandled = (kind: string) => (error: unknown) => unhandled.push(`${kind}: ${describe(error)}`);
  const listeners = {
    unhandledRejection: onUnhandled('unhandled rejection'),
    uncaughtException: onUnhandled('uncaught exception'),
  };
  for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);

  async function attempt(input: Json): Promise<string | null> {
    watchdog?.beat(JSON.stringify(input));
    let bound: Closable | undefined;
    const late = new Promise<string>((resolve) => {
      bound = afterOwnTime(BOUND_MS, () => resolve(`not dealt with in ${BOUND_MS / 1000} s`));
    });
    const tried = subject.run(input).then(() => null, describe);
    const fault = await Promise.race([tried, late]);
    bound?.close();
    if (unhandled.length === 0) return fault;
    const [first = ''] = unhandled;
    unhandled = [];
    return first;
  }

  return {
    run: attempt,
    close() {
      for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
    },
  };
}

/** Tells why an input blocks the process; null if it does not. Used for the inputs of a slow batch. */
export async function findSlow(trial: Trial, input: Json): Promise<string | null> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && shortest > SLOW_MS; attempt += 1) {
    const held = await longestTurn(trial.run(input));
    shortest = Math.min(shortest, held);
  }
  return shortest > SLOW_MS ? `holds the process up for ${Math.round(shortest / 100) / 10} s` : null;
}

/** Measures the longest turn of the event loop until the promise is settled. */
async function longestTurn(promise: Promise<unknown>): Promise<number> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  let longest = 0;
  for (let last = ownTime(); !settled; ) {
    await turn();
    const now = ownTime();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}
