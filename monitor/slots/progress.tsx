import { Age } from '../shared/age.js';
import { duration } from '../shared/duration.js';
import { useTick } from '../shared/ticking.js';
import { partOf, percentOf } from '../states/expected-time.js';
import { Sign } from '../states/sign.js';
import type { SlotReading, Task } from '../states/slot-state.js';

/** The share in steps that can be seen; null if there is no task, or no expected time. */
function usePart(task: Task | null, steps: number): number | null {
  return useTick((now) => {
    const part = task && partOf(task, now);
    return part === null ? null : Math.floor(part * steps) / steps;
  });
}

/** The sign of a slot. The ring of a running one fills with the expected time. */
export function StateSign({ reading: { state, task } }: { readonly reading: SlotReading }) {
  return <Sign state={state} part={usePart(state === 'running' ? task : null, 16) ?? 0} />;
}

/** How far a task is, in percent, such as `36 %`; nothing if its expected time is not known. */
export function Percent({ task }: { readonly task: Task }) {
  return useTick((now) => percentOf(task, now));
}

/** How long a task has run, and how long it usually takes. */
export function Elapsed({ task: { startTime, expectedEndTime } }: { readonly task: Task }) {
  return (
    <span className="elapsed">
      <Age since={startTime} />
      {expectedEndTime !== null && ` of ${duration(Date.parse(expectedEndTime) - Date.parse(startTime))}`}
    </span>
  );
}

/** The elapsed share of the expected time as a bar. */
export function Bar({ task, isOverdue }: { readonly task: Task; readonly isOverdue: boolean }) {
  const part = usePart(task, 200);
  if (part === null) return null;
  return (
    <span className={isOverdue ? 'bar over' : 'bar'} aria-hidden="true">
      <i style={{ width: `${part * 100}%` }} />
    </span>
  );
}
