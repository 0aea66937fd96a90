import type { Run, RunSlot } from '../live/model.js';
import { nameOf } from '../live/model.js';
import { duration, utc } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';

type Look = 'bad' | 'work' | 'flow' | 'rest' | 'done';

const LOOKS: Readonly<Record<RunSlot['status'], Look>> = {
  PENDING: 'rest',
  STARTING: 'work',
  RUNNING: 'work',
  READY: 'flow',
  STOPPING: 'work',
  SUCCEEDED: 'done',
  NOT_STARTED: 'rest',
  CANCELLED: 'rest',
  REJECTED: 'bad',
  ALREADY_RUNNING: 'bad',
  UNREACHABLE: 'bad',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  LOST: 'bad',
  UNKNOWN: 'bad',
};

/** The open runs, with one cell for each slot. */
export function OpenRuns({ runs }: { readonly runs: readonly Run[] }) {
  const now = useNow();
  return (
    <section aria-label="Going on">
      <h2>
        Going on <span>{runs.length === 1 ? '1 run' : `${runs.length} runs`}</span>
      </h2>
      <ul>
        {runs.map((run) => (
          <li key={run.id} className="run">
            <b>{titleOf(run)}</b>
            <span>
              {stage(run)}, {duration(now - Date.parse(run.startTime))}
            </span>
            <ol className="strip" aria-label={`Slots of ${run.operation}`}>
              {run.slots.map((slot) => (
                <li key={slot.id} className={LOOKS[slot.status]} title={`${nameOf(slot)}: ${slot.status}`}>
                  <span className="hidden">
                    {nameOf(slot)} {slot.status.toLowerCase()}
                  </span>
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the run does, such as `take_noise` or `stop stream`. */
function titleOf({ action, operation }: Run): string {
  return action === 'RUN' ? operation : `${action.toLowerCase()} ${operation}`;
}

function stage(run: Run): string {
  if (run.pausedAt !== null) return 'paused';
  if (run.heldBy !== null) return `held by ${nameOf(run.heldBy)}`;
  const over = run.slots.filter(({ status }) => ['done', 'bad'].includes(LOOKS[status])).length;
  return `${over} of ${run.slots.length} ended`;
}

/** The runs that ended last, with how many of their slots succeeded. */
export function EndedRuns({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <section aria-label="Ended">
      <h2>Ended</h2>
      <ul>
        {runs.map((run) => {
          const good = run.slots.filter(({ status }) => status === 'SUCCEEDED').length;
          return (
            <li
              key={run.id}
              className={run.success ? 'ended' : 'ended failed'}
              title={run.summary ?? undefined}
            >
              <span>
                <span role="img" aria-label={run.success ? 'succeeded' : run.status.toLowerCase()}>
                  {run.success ? '✓' : '✗'}
                </span>{' '}
                <b>{titleOf(run)}</b>
              </span>
              <span>
                {good} of {run.slots.length}
              </span>
              <time dateTime={run.endTime ?? undefined}>{run.endTime && utc(run.endTime).slice(0, 5)}</time>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
