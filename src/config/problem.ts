import { messageOf } from '../lib/error-message.js';

/** One error in the configuration. */
export interface Problem {
  /** Where the error is: an option (`--port`), an environment variable, or a file and the key in it. */
  readonly source: string;
  /** What was expected, what was found, and what to do. Never holds a secret. */
  readonly message: string;
}

/** One line for each problem, in the order in which they were found. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(({ source, message }) => `${source}: ${message}\n`).join('');
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
