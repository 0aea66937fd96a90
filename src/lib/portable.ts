/** Why a value cannot be passed on unchanged. */
export interface Unportable {
  /** The path in the value, such as `.list[3].x`; empty for the value itself. */
  readonly path: string;
  /** What is wrong and what to do; a sentence without its subject. */
  readonly problem: string;
}

/** The serializers allow 100 levels. The message around the value, and records of it, need some of them. */
const MAX_LEVELS = 32;

/** The possible problems of a value, also used for GraphQL literals. */
export const PROBLEMS = {
  integer: `is an integer beyond ±${Number.MAX_SAFE_INTEGER}, which would lose digits: pass it as a string if the operation accepts a string`,
  notFinite: 'is not a finite number: numbers above 1.8e308, Infinity and NaN cannot be passed',
  levels: `is nested deeper than ${MAX_LEVELS} levels: use a flatter value`,
} as const;

/** True if a list or an object at this level is nested too deep to be passed on. */
export function isTooDeep(level: number): boolean {
  return level >= MAX_LEVELS;
}

/**
 * Finds the first part of a value that cannot be sent to an agent unchanged; null if there is none. Numbers are checked
 * after parsing: an integer beyond 2^53 has already lost digits, and 1e400 is already Infinity.
 *
 * @param level the number of lists and objects around the value
 */
export function findUnportable(value: unknown, level = 0): Unportable | null {
  const problem = problemOf(value, level);
  if (problem !== null) return { path: '', problem };
  if (!isContainer(value)) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = findUnportable(item, level + 1);
    if (found) return { ...found, path: (Array.isArray(value) ? `[${key}]` : member(key)) + found.path };
  }
  return null;
}

function problemOf(value: unknown, level: number): string | null {
  if (typeof value === 'bigint') return PROBLEMS.integer;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return PROBLEMS.notFinite;
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? PROBLEMS.integer : null;
  }
  return isContainer(value) && isTooDeep(level) ? PROBLEMS.levels : null;
}

/** The step of a path to a member of an object: `.name`, or `["other name"]`. */
export function member(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** True for a list or a plain object, which JSON writes with its members. */
export function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
