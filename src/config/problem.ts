import { messageOf } from '../lib/error-message.js';
import { shortened } from '../lib/shortened.js';

/** Maximum length of a line: enough for every message with a value of normal length. */
const MAX_LINE = 1000;

/** One error in the configuration. */
export interface Problem {
  /** Where the error is: an option (`--port`), an environment variable, or a file and the key in it. */
  readonly source: string;
  /** What was expected, what was found, and what to do. Never holds a secret. */
  readonly message: string;
}

/**
 * One line for each problem, in the order in which they were found. A value in a message may be very long, and may
 * contain line ends or control characters: the line is shortened, and control characters are replaced with spaces.
 */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(lineOf).join('');
}

function lineOf({ source, message }: Problem): string {
  return `${shortened(`${source}: ${message}`.replace(/\p{Cc}+/gu, ' '), MAX_LINE)}\n`;
}

/** Describes an error that was thrown while a file was read. Shows no content of the file. */
export function describeReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'the file does not exist';
    case 'EACCES':
      return 'this user has no permission to read the file';
    case 'EISDIR':
      return 'it is a directory, not a file';
    default:
      return `the file cannot be read (${messageOf(error)})`;
  }
}
