import { type Logger, pino } from 'pino';
import { createLogOutput, type LogOutput } from './log-output.js';

export type { Logger };

/** Names of the log levels that `--log-level` takes, most talkative first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger that writes JSON lines. It never throws, whatever it is given. */
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
            output.drop('what it should say could not be read');
          }
        },
      },
    },
    output,
  );
}

/** A logger that says nothing: the default wherever a caller hands none in. */
export const silentLogger: Logger = pino({ level: 'silent' });
