import { RESUMES_RUNS } from './capabilities.js';

/**
 * What a range of seeds has to meet now and then. One that never does proves nothing about it: the simulation has
 * become too tame, or the core no longer goes there.
 */
export const SOMETIMES: readonly string[] = [
  'a lost answer whose session was found',
  'a LOST slot returned',
  'a stop raced an end',
  'a request was repeated',
  'everything was stopped',
  'a run was held',
  'a held run was resumed',
  'the server was stopped',
  'the server was killed before a write',
  'the server was killed after a write',
  'the store failed',
  'a slot was SUCCEEDED',
  'a slot was FAILED',
  'a slot was CANCELLED',
  'a slot was REJECTED',
  'a slot was ALREADY_RUNNING',
  'a slot was NOT_STARTED',
  'a slot was UNREACHABLE',
  'a slot was TIMED_OUT',
  'a slot was LOST',
  'a slot was UNKNOWN',
  'our agent accepted a start',
  ...(RESUMES_RUNS ? ['a series was taken over'] : []),
];

/** So many seeds meet all of it, by a wide margin. */
export const ENOUGH_SEEDS = 400;

/** What was never met. */
export function neverMet(counts: ReadonlyMap<string, number>): string[] {
  return SOMETIMES.filter((event) => !counts.has(event));
}
