import type { DiskKind } from './store.js';

/**
 * Events that a range of seeds must contain. If one never occurs, the seeds test nothing about it: the simulation
 * has too few faults, or the core no longer reaches this case.
 */
const SOMETIMES: readonly string[] = [
  'a lost answer whose session was found',
  'a LOST slot returned',
  'a stop raced an end',
  'a request was repeated',
  'everything was stopped',
  'a run was held',
  'a run was paused',
  'a run stopped after too many errors',
  'slots of a batch were at work together',
  'a held run was resumed',
  'a slot had parameters of its own',
  'a run was retried',
  'a run was retried by the OCS face',
  'a run was retried on some of its slots',
  'a retry was repeated',
  'a slot received the id of its run as its tag',
  'a slot received the id of a retry as its tag',
  'an open run was edited',
  'an ended run was edited',
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
  'MultiSmurfManager accepted a start',
  'a series was taken over',
  'a run named a group',
  'a run held a grant',
  'a run was refused a grant',
  'a held grant was renewed',
  'a grant ended under its run',
];

/** The same, with several servers on one store: a SQLite database has one server. */
const SOMETIMES_SHARED: readonly string[] = [
  'a run was taken over by another server',
  'a series was taken over by another server',
  'a lock was lost while its server lived on',
  'a run was cancelled on another server',
  'a run was edited on another server',
];

/** This number of seeds is more than enough for all of these events. */
export const ENOUGH_SEEDS = 400;

/** The events that never occurred. */
export function neverMet(counts: ReadonlyMap<string, number>, disk: DiskKind): string[] {
  const wanted = disk === 'sqlite' ? SOMETIMES : [...SOMETIMES, ...SOMETIMES_SHARED];
  return wanted.filter((event) => !counts.has(event));
}
