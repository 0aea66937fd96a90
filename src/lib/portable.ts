/** Why a value cannot be passed on unchanged. */
export interface Unportable {
  /** Where in the value, such as `.list[3].x`; empty for the value itself. */
  readonly path: string;
  /** What is wrong there and what to do; a sentence without its subject. */
  readonly problem: string;
}

/** The wire takes 100 levels. The message around the value, and records of it, need some of them. */
const MAX_LEVELS = 32;

/** The problems that a value can have, and a literal of GraphQL as well. */
export const PROBLEMS = {
  integer: `is an integer beyond ±${Number.MAX_SAFE_INTEGER}, where digits get lost: pass it as text if the operation takes text`,
  notFinite: 'is not a finite number: no number above 1.8e308, Infinity or NaN can be passed',
  levels: `is nested deeper than ${MAX_LEVELS} levels: pass something flatter`,
} as const;

/** True for a list or an object inside of so many others that it cannot be passed on. */
export function isTooDeep(level: number): boolean {
  return level >= MAX_LEVELS;
}

/**
 * Finds what would reach an agent changed, or not at all; null if everything would reach it as it is. Numbers
 * are judged after they were read: an integer beyond 2^53 has lost digits by then, and 1e400 is Infinity.
 *
 * @param level how many lists and objects the value is inside of
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

/** A list or a plain object: what JSON can look into. */
export function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
