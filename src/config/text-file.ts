import { describeReadError, type Problem } from './problem.js';

/**
 * The text of a file. Undefined if it cannot be read, which is then in the problems.
 * @param wanted what the file contains, for the problems
 * @param advice what to do if the file cannot be read
 */
export function readText(
  path: string,
  readFile: (path: string) => string,
  problems: Problem[],
  wanted: string,
  advice?: string,
): string | undefined {
  try {
    return readFile(path);
  } catch (error) {
    const remedy = advice === undefined ? '' : `; ${advice}`;
    problems.push({ source: path, message: `expected ${wanted}, but ${describeReadError(error)}${remedy}` });
    return undefined;
  }
}
