import { createLogger, type Logger } from '../../../src/lib/logger.js';
import { GRANT_SECRET } from './habits.js';

/** A logger that reports the lines with a password of a grant, and writes nothing. */
export function createGrantWatch(onLeak: (line: string) => void): Logger {
  return createLogger('trace', {
    write(line) {
      if (line.includes(GRANT_SECRET)) onLeak(line);
      return true;
    },
    drop() {},
  });
}
