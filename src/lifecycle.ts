import type { Logger } from './lib/logger.js';

/** Something that takes time to close; named, so that a failure to close says of what. */
export interface Part {
  readonly name: string;
  close(): Promise<void> | void;
}

/** Longer than this nobody waits for a server that was told to stop. */
const SHUTDOWN_MS = 10_000;

/**
 * Resolves when SIGTERM or SIGINT came and every part is closed, in the order given. Every failure to close is
 * logged and none keeps the next part open. A second signal ends the process at once.
 */
export async function untilSignal(parts: readonly Part[], logger: Logger): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'shutting down');
  const end = (code: number) => () => process.exit(code);
  process.once('SIGTERM', end(1));
  process.once('SIGINT', end(1));
  setTimeout(end(1), SHUTDOWN_MS).unref();
  await closeAll(parts, logger);
}

export async function closeAll(parts: readonly Part[], logger: Logger): Promise<void> {
  for (const { name, close } of parts) {
    try {
      await close();
    } catch (error) {
      logger.error({ err: error, part: name }, 'could not be closed');
    }
  }
}
