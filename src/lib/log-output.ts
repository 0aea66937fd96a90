import { getSystemErrorMap } from 'node:util';
import { pino } from 'pino';
import { readableLine } from './readable-line.js';

/** More than this does not wait for a slow reader of the log. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Where log lines go. A line that cannot be written neither throws nor blocks; it is counted, and the count is
 * logged as soon as a line can be written again.
 */
export interface LogOutput {
  write(line: string): void;
  /** Counts a line that could not even be made. */
  drop(reason: string): void;
  /** Such as `log: 12 lines were dropped: no space left on device`; empty once the log itself has this line. */
  readonly degraded: readonly string[];
}

/** What a log is written to: a stream that, like standard error, can be used after an error. */
interface Destination {
  /** True for a terminal. */
  readonly isTTY?: boolean;
  readonly writableLength: number;
  write(text: string, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/**
 * Standard error by default, so that standard output stays free for what the command itself prints. On a terminal
 * the lines are for people, everywhere else they are JSON.
 */
export function createLogOutput(stream: Destination = process.stderr): LogOutput {
  const format = stream.isTTY ? readableLine : (line: string) => line;
  let dropped = 0;
  let reason = '';
  let reporting = false;

  function drop(why: string): void {
    dropped += 1;
    reason = why;
  }

  function loss(): string {
    return `log: ${dropped} line${dropped === 1 ? ' was' : 's were'} dropped: ${reason}`;
  }

  function reportLoss(): void {
    const reported = dropped;
    reporting = true;
    // A disk that was full may have cut the last line short.
    stream.write(`\n${format(lineOf(loss()))}`, (error) => {
      reporting = false;
      if (!error) dropped -= reported;
    });
  }

  // Each write reports its failure to its callback. The event that comes with it would end the process.
  stream.on('error', () => {});

  return {
    drop,
    write(line) {
      if (stream.writableLength > MAX_WAITING_BYTES) {
        drop('the reader of the log is too slow');
        return;
      }
      if (dropped > 0 && !reporting) reportLoss();
      stream.write(format(line), (error) => {
        if (error) drop(describe(error));
      });
    },
    get degraded() {
      return dropped === 0 ? [] : [loss()];
    },
  };
}

/** The line of the log that stands for those that were dropped. */
function lineOf(loss: string): string {
  let line = '';
  pino(
    {},
    {
      write(text: string) {
        line = text;
      },
    },
  ).warn(loss);
  return line;
}

function describe(error: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message;
}
