import { messageOf } from '../lib/error-message.js';
import { shortened } from '../lib/shortened.js';

/** Room for every message of ours, with a value in it that somebody may have written. */
const MAX_LINE = 1000;

/** One thing that is wrong with what the operator gave us. */
export interface Problem {
  /** Where it stands: an option (`--port`), an environment variable, or a file and the key in it. */
  readonly source: string;
  /** What was wanted, what came, and what to do. Never holds a secret. */
  readonly message: string;
}

/**
 * One line for each problem, in the order found, ready for a terminal: a value that a problem repeats may be as long
 * as a file, and hold line ends or what a terminal would obey.
 */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(lineOf).join('');
}

function lineOf({ source, message }: Problem): string {
  return `${shortened(`${source}: ${message}`.replace(/\p{Cc}+/gu, ' '), MAX_LINE)}\n`;
}

/** What to say of an error thrown while reading `what`; names no content of the file. */
export function describeReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'this user may not read the file';
    case 'EISDIR':
      return 'this is a directory, not a file';
    default:
      return `the file cannot be read (${messageOf(error)})`;
  }
}
