import type { Task } from './slot-state.js';

type Timed = Pick<Task, 'startTime' | 'expectedEndTime'>;

/** The elapsed share of the expected time, from 0 to 1; null if the expected time is not known. */
export function partOf({ startTime, expectedEndTime }: Timed, now: number): number | null {
  if (expectedEndTime === null) return null;
  const start = Date.parse(startTime);
  const expected = Date.parse(expectedEndTime) - start;
  return expected > 0 ? Math.min(1, Math.max(0, (now - start) / expected)) : 1;
}

/** The same in percent, such as `36 %`. It is an estimate: an operation that runs is never at 100 %. */
export function percentOf(task: Timed, now: number): string | null {
  const part = partOf(task, now);
  return part === null ? null : `${Math.min(99, Math.floor(part * 100))} %`;
}
