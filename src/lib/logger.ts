import { type Logger, pino } from 'pino';
import { createLogOutput, type LogOutput } from './log-output.js';

export type { Logger };

/** The log levels of `--log-level`, most detailed first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger that writes JSON lines. It never throws, for any argument. */
export function createLogger(
  level: LogLevel,
  output: Pick<LogOutput, 'write' | 'drop'> = createLogOutput(),
): Logger {
  return pino(
    {
      level,
      hooks: {
        logMethod(args, method) {
          try {
            method.apply(this, args);
          } catch {
            output.drop('the line could not be created');
          }
        },
      },
    },
    output,
  );
}

/** A logger that writes nothing; the default if no logger is passed. */
export const silentLogger: Logger = pino({ level: 'silent' });
