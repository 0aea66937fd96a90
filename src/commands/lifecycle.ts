import { type Clock, settledWithin, systemClock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { flushSpans } from '../lib/tracing.js';

/** A part of the program that takes time to close. The name is for the message if it cannot be closed. */
export interface Part {
  readonly name: string;
  close(): Promise<void> | void;
}

/** After a signal the process ends within this time. */
const SHUTDOWN_MS = 10_000;

/** How long the process waits at its end for a reader of its output, and for the export of its spans. */
const FLUSH_MS = 1000;

/**
 * Waits for SIGTERM or SIGINT, then closes every part in this order. A part that cannot be closed is logged, and the
 * next part is closed all the same. A second signal ends the process at once.
 * @throws when a part could not be closed
 */
export async function untilSignal(
  parts: readonly Part[],
  logger: Logger,
  clock: Clock = systemClock,
): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'shutting down');
  const end = (code: number) => () => process.exit(code);
  process.once('SIGTERM', end(1));
  process.once('SIGINT', end(1));
  const bound = clock.after(SHUTDOWN_MS, end(1));
  const failed = await closeAll(parts, logger);
  bound.close();
  if (failed.length > 0) throw new Error(`Could not be closed: ${failed.join(', ')}.`);
}

/** Closes the parts one after the other, and returns the names of those that could not be closed. */
export async function closeAll(parts: readonly Part[], logger: Logger): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, close } of parts) {
    try {
      await close();
    } catch (error) {
      logger.error({ err: error, part: name }, 'could not be closed');
      failed.push(name);
    }
  }
  return failed;
}

/**
 * Ends the process once its output is written. A pipe without a reader or a resource that is still open does not keep
 * it alive.
 */
export async function exitProcess(clock: Clock = systemClock): Promise<never> {
  const written = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((resolve) => stream.write('', () => resolve())),
  );
  await settledWithin(clock, Promise.all([...written, flushSpans()]), FLUSH_MS);
  process.exit();
}
