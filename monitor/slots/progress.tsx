import { duration } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';
import type { Task } from './slot-state.js';

/** The elapsed share of the expected time, from 0 to 1; null if the expected time is not known. */
export function partOf({ startTime, expectedEndTime }: Task, now: number): number | null {
  if (expectedEndTime === null) return null;
  const start = Date.parse(startTime);
  const expected = Date.parse(expectedEndTime) - start;
  return expected > 0 ? Math.min(1, Math.max(0, (now - start) / expected)) : 1;
}

/** How long a task has run, and how long it usually takes. */
export function Progress({ task, isOverdue }: { readonly task: Task; readonly isOverdue: boolean }) {
  const now = useNow();
  const start = Date.parse(task.startTime);
  const part = partOf(task, now);
  const expected =
    task.expectedEndTime === null ? '' : ` of ${duration(Date.parse(task.expectedEndTime) - start)}`;
  return (
    <>
      <b className="operation">{task.operation}</b>
      <span>
        {duration(now - start)}
        {expected}
      </span>
      {part !== null && (
        <span className={isOverdue ? 'bar over' : 'bar'} aria-hidden="true">
          <i style={{ width: `${part * 100}%` }} />
        </span>
      )}
    </>
  );
}
