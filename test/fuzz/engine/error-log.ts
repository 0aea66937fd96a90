import { createLogger, type Logger } from '../../../src/lib/logger.js';
import { Fault } from './target.js';

/** Keeps the unexpected errors in the log: failures of the server, which no input may cause. */
export interface ErrorLog {
  readonly logger: Logger;
  /** Throws a {@link Fault} with the first error since the last call. */
  check(): void;
}

export function createErrorLog(): ErrorLog {
  let lines: string[] = [];
  function write(line: string): void {
    if (line.includes('"err":') || !line.startsWith('{')) lines.push(line);
  }
  const logger = createLogger('error', { write, drop: write });
  return {
    logger,
    check() {
      const [first] = lines;
      lines = [];
      if (first === undefined) return;
      const { msg, err } = first.startsWith('{') ? JSON.parse(first) : { msg: first, err: {} };
      throw new Fault(`logged as an error: ${msg}: ${err.message}\n${err.stack}`);
    },
  };
}
