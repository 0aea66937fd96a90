import { useState } from 'react';
import { useFollowed, useLast, useRead } from '../context/use-live.js';
import { MonitorSlotRunDocument, MonitorSlotRunsDocument } from '../generated/graphql.js';
import { RunLink } from '../location/links.js';
import { titleOf } from '../runs/run-words.js';
import { Since } from '../shared/age.js';
import { duration } from '../shared/duration.js';
import { ServerText } from '../shared/server-text.js';
import { utcMoment } from '../shared/utc.js';
import { LOOKS, STATUS_WORDS, StatusSign } from '../states/outcome.js';
import { requesterText } from '../states/requester.js';
import { Lines } from './lines.js';
import { afterRun, MAX_RUNS, type SlotRun, withChanges } from './slot-runs.js';

/** So many runs are shown at first, and so many more with each press of the button. */
const STEP = 10;
const NONE: readonly SlotRun[] = [];

/** The runs that commanded the slot, the newest first, and how each ended here. */
export function History({ instanceId }: { readonly instanceId: string }) {
  const [first, setFirst] = useState(STEP);
  const { data: read, error } = useRead(MonitorSlotRunsDocument, { id: instanceId, first });
  const data = useLast(read);
  const changed = useFollowed(MonitorSlotRunDocument, { id: instanceId }, NONE, afterRun);
  const runs = withChanges(data?.runs.nodes ?? NONE, changed);
  return (
    <section aria-labelledby="runs-title">
      <h3 id="runs-title">
        Runs <small>how each run ended on this slot</small>
      </h3>
      {error !== null && (
        <p role="alert" className="bad">
          {error}
        </p>
      )}
      {data && runs.length === 0 && <p className="quiet">No run has commanded this slot.</p>}
      {runs.length > 0 && (
        <Lines label="All runs" heads={['Run', 'This slot', 'Started, UTC', '#Took', 'By', 'Reason']}>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </Lines>
      )}
      {data?.runs.pageInfo.hasNextPage && first < MAX_RUNS && (
        <button type="button" className="as-link" onClick={() => setFirst(Math.min(MAX_RUNS, first * 2))}>
          Older runs
        </button>
      )}
    </section>
  );
}

function RunRow({ run }: { readonly run: SlotRun }) {
  const [place] = run.here;
  const endTime = place?.endTime ?? run.endTime;
  const startTime = place?.startTime ?? run.startTime;
  return (
    <tr>
      <th scope="row">
        <RunLink run={run}>{titleOf(run)}</RunLink>
        {run.slots.length > 1 && <span className="quiet"> on {run.slots.length} slots</span>}
      </th>
      <td className="state">
        {place && (
          <>
            <StatusSign status={place.status} />
            <b className={LOOKS[place.status] === 'bad' ? 'bad' : undefined}>{STATUS_WORDS[place.status]}</b>
          </>
        )}
      </td>
      <td>
        <time dateTime={startTime}>{utcMoment(startTime, Date.now())}</time>
      </td>
      <td className="number">
        {endTime === null ? (
          <Since time={startTime} />
        ) : (
          duration(Date.parse(endTime) - Date.parse(startTime))
        )}
      </td>
      <td>{requesterText(run)}</td>
      <td className="message" title={place?.reason ?? undefined}>
        {place?.reason && <ServerText text={place.reason} />}
      </td>
    </tr>
  );
}
