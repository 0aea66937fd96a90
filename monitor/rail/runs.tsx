import type { Run } from '../live/model.js';
import { RunLink } from '../location/links.js';
import { RunSign } from '../runs/run-sign.js';
import { runWord } from '../runs/run-state.js';
import { stageOf, titleOf } from '../runs/run-words.js';
import { Strip } from '../runs/strip.js';
import { duration } from '../shared/duration.js';
import { Moment } from '../shared/moment.js';
import { useNow } from '../shared/ticking.js';

/** The open runs, with one cell for each slot. */
export function OpenRuns({ runs }: { readonly runs: readonly Run[] }) {
  const now = useNow();
  return (
    <section aria-label="Open runs">
      <h2>
        Open runs <span>{runs.length}</span>
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
    <section aria-label="Ended runs">
      <h2>
        Ended runs <span>UTC</span>
      </h2>
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
                <span role="img" aria-label={runWord(run).toLowerCase()}>
                  <RunSign run={run} />
                </span>{' '}
                <RunLink run={run}>
                  <b>{titleOf(run)}</b>
                </RunLink>
              </span>
              <span>
                {good} of {run.slots.length}
              </span>
              {run.endTime && <Moment time={run.endTime} isShort />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
