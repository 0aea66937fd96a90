import { type Clock, settledWithin, systemClock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';

/** Something that takes time to close; named, so that a failure to close says of what. */
export interface Part {
  readonly name: string;
  close(): Promise<void> | void;
}

/** A server that was asked to stop is not waited for longer than this. */
const SHUTDOWN_MS = 10_000;

/** How long the end waits for a reader of our output. */
const FLUSH_MS = 1000;

/**
 * Resolves when SIGTERM or SIGINT came and every part is closed, in the order given. Every failure to close is
 * logged and none keeps the next part open. A second signal ends the process at once.
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

/** Closes each part when the one before is closed, and returns the names of those that could not be closed. */
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
 * Ends the process once its output is written. Neither a pipe that nobody reads nor anything that was left open
 * keeps it alive.
 */
export async function exitProcess(clock: Clock = systemClock): Promise<never> {
  const written = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((resolve) => stream.write('', () => resolve())),
  );
  await settledWithin(clock, Promise.all(written), FLUSH_MS);
  process.exit();
}
