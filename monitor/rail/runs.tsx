import type { Run } from '../live/model.js';
import { RunLink } from '../location/links.js';
import { RunSign } from '../runs/run-sign.js';
import { stageOf, titleOf } from '../runs/run-words.js';
import { Strip } from '../runs/strip.js';
import { duration } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';
import { utc } from '../shared/utc.js';

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
            <RunLink run={run}>
              <b>{titleOf(run)}</b>
            </RunLink>
            <span>
              {stageOf(run)}, {duration(now - Date.parse(run.startTime))}
            </span>
            <Strip run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
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
              className={run.status === 'FAILED' ? 'ended failed' : 'ended'}
              title={run.summary ?? undefined}
            >
              <span>
                <span role="img" aria-label={run.success ? 'succeeded' : run.status.toLowerCase()}>
                  <RunSign run={run} />
                </span>{' '}
                <RunLink run={run}>
                  <b>{titleOf(run)}</b>
                </RunLink>
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
