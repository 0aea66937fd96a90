import { type Logger, pino } from 'pino';

export type { Logger };

/** Names of the log levels that `--log-level` takes, most talkative first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * A logger that writes JSON lines to standard error, so that standard output stays free for what the
 * command itself prints.
 */
export function createLogger(level: LogLevel): Logger {
  return pino({ level }, pino.destination({ dest: 2, sync: true }));
}

/** A logger that says nothing: the default wherever a caller hands none in. */
export const silentLogger: Logger = pino({ level: 'silent' });
