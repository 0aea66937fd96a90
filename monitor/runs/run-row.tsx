import { memo } from 'react';
import { ToView } from '../location/links.js';
import { duration } from '../shared/duration.js';
import { localTime, localZone } from '../shared/local-time.js';
import { ServerText } from '../shared/server-text.js';
import { useNow } from '../shared/ticking.js';
import { utc } from '../shared/utc.js';
import { STATUS_WORDS } from '../states/outcome-words.js';
import { requesterText } from '../states/requester.js';
import { Annotation } from './annotation.js';
import { RepeatButton } from './repeat-button.js';
import type { RunLine } from './run-list.js';
import { RunSign } from './run-sign.js';
import { runStateOf, runWord } from './run-state.js';
import { mishapsOf, namesText, paramsText, titleOf } from './run-words.js';
import { Strip } from './strip.js';

export interface RunRowProps {
  readonly run: RunLine;
  /** True if the run has failed and the failure is still open. */
  readonly needsPeople: boolean;
}

/** One run in one line. */
export const RunRow = memo(function RunRow({ run, needsPeople }: RunRowProps) {
  const title = `${titleOf(run)} at ${utc(run.startTime)}`;
  const good = run.slots.filter(({ status }) => status === 'SUCCEEDED').length;
  const urgency = needsPeople ? 'act' : run.overdue ? 'look' : 'none';
  return (
    <tr className={`run-line urgency-${urgency}`} data-run-state={runStateOf(run)}>
      <td className="state">
        <RunSign run={run} />
        <b>{runWord(run)}</b>
      </td>
      <td>
        <time dateTime={run.startTime}>{utc(run.startTime)}</time>
        {localZone(run.startTime) && <span className="quiet"> {localTime(run.startTime)}</span>}
      </td>
      <th scope="row">
        <ToView view="run" params={{ id: run.id }}>
          {titleOf(run)}
        </ToView>
      </th>
      <td className="slots">
        <span className="number">
          {run.endTime === null ? run.slots.length : `${good} of ${run.slots.length}`}
        </span>
        <Strip run={run} />
      </td>
      <td className="number">
        {run.endTime === null ? (
          <Elapsed since={run.startTime} />
        ) : (
          duration(Date.parse(run.endTime) - Date.parse(run.startTime))
        )}
      </td>
      <td>
        {requesterText(run)} <span className="quiet">{run.via === 'OCS' ? 'OCS' : 'API'}</span>
      </td>
      <td className="know">
        <What run={run} />
        <Annotation run={run} title={title} />
      </td>
      <td className="links">
        {run.action === 'RUN' && <RepeatButton runId={run.id} title={title} />}
        {run.action === 'RUN' && run.status !== 'RUNNING' && good > 0 && (
          <ToView view="results" params={{ run: run.id }}>
            Results<span className="hidden"> of {title}</span>
          </ToView>
        )}
      </td>
    </tr>
  );
});

function Elapsed({ since }: { readonly since: string }) {
  return duration(useNow() - Date.parse(since));
}

/** What was asked for, and what went wrong. */
function What({ run }: { readonly run: RunLine }) {
  const mishaps = mishapsOf(run);
  const params = paramsText(run.params);
  return (
    <>
      {mishaps.slice(0, 2).map(({ status, reason, slots }) => (
        <p key={`${status} ${reason}`} className="mishap">
          {STATUS_WORDS[status]} ({namesText(slots)})
          {reason && (
            <>
              : <ServerText text={reason} />
            </>
          )}
        </p>
      ))}
      {mishaps.length > 2 && <p className="mishap">and {mishaps.length - 2} other reasons</p>}
      {run.retryOf && (
        <ToView view="run" params={{ id: run.retryOf.id }}>
          retry of an earlier run
        </ToView>
      )}
      {params && <span className="params">{params}</span>}
    </>
  );
}
