import { getSystemErrorMap } from 'node:util';
import { pino } from 'pino';
import { readableLine } from './readable-line.js';

/** Maximum number of bytes that wait for a slow reader of the log. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Writes log lines. A line that cannot be written does not throw or block. It is counted, and the count is logged when
 * a line can be written again.
 */
export interface LogOutput {
  write(line: string): void;
  /** Counts a line that could not be created. */
  drop(reason: string): void;
  /** Messages such as `log: 12 lines were dropped: no space left on device`; empty after the log contains this line. */
  readonly degraded: readonly string[];
}

/** The stream of a log. It must be usable after an error, like standard error. */
interface Destination {
  /** True for a terminal. */
  readonly isTTY?: boolean;
  readonly writableLength: number;
  write(text: string, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/**
 * Uses standard error by default, so that standard output contains only the output of the command. The lines are
 * readable text on a terminal, and JSON otherwise.
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
    // The last line may be incomplete, if the disk was full.
    stream.write(`\n${format(lineOf(loss()))}`, (error) => {
      reporting = false;
      if (!error) dropped -= reported;
    });
  }

  // Each write reports its failure to its callback. Without a listener, the error event would end the process.
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

/** The log line that reports dropped lines. */
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
