import { useState } from 'react';
import {
  MonitorSlotRunDocument,
  type MonitorSlotRunSubscription,
  MonitorSlotRunsDocument,
  type SlotRunViewFragment,
} from '../generated/graphql.js';
import { useFollowed, useRead } from '../live/use-live.js';
import { RunLink } from '../location/links.js';
import { LOOKS, STATUS_WORDS, StatusSign } from '../runs/outcome.js';
import { titleOf } from '../runs/run-words.js';
import { dayAndTime } from '../shared/day-time.js';
import { duration } from '../shared/duration.js';
import { Since } from './facts.js';
import { Lines } from './lines.js';

type SlotRun = SlotRunViewFragment;

/** So many runs are shown at first, and so many more with each press of the button. */
const STEP = 10;
/** So many runs the server gives at once. */
const MAX = 200;
const NONE: readonly SlotRun[] = [];

/** The runs with the changed one, newest first. */
export function afterRun(
  known: readonly SlotRun[],
  { runs: run }: MonitorSlotRunSubscription,
): readonly SlotRun[] {
  return [run, ...known.filter(({ id }) => id !== run.id)]
    .sort((a, b) => b.startTime.localeCompare(a.startTime))
    .slice(0, MAX);
}

/** What was read, with the changes of open and ended runs. A run that was read as ended does not open again. */
export function withChanges(read: readonly SlotRun[], changed: readonly SlotRun[]): readonly SlotRun[] {
  const isOver = (id: string) => read.some((run) => run.id === id && run.endTime !== null);
  const news = changed.filter(({ id, endTime }) => endTime !== null || !isOver(id));
  return news.reduceRight((runs, run) => afterRun(runs, { runs: run }), read);
}

/** The runs that commanded the slot, the newest first, and how each ended here. */
export function History({ instanceId }: { readonly instanceId: string }) {
  const [first, setFirst] = useState(STEP);
  const { data, error } = useRead(MonitorSlotRunsDocument, { id: instanceId, first });
  const changed = useFollowed(MonitorSlotRunDocument, { id: instanceId }, NONE, afterRun);
  const runs = withChanges(data?.runs.nodes ?? NONE, changed);
  return (
    <section aria-labelledby="runs-title">
      <h3 id="runs-title">
        Runs <small>how each ended on this slot</small>
      </h3>
      {error !== null && (
        <p role="alert" className="bad">
          {error}
        </p>
      )}
      {data && runs.length === 0 && <p className="quiet">No run has commanded this slot.</p>}
      {runs.length > 0 && (
        <Lines label="All runs" heads={['Run', 'Here', 'Started, UTC', '#Took', 'By', 'Reason']}>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} instanceId={instanceId} />
          ))}
        </Lines>
      )}
      {data?.runs.pageInfo.hasNextPage && first < MAX && (
        <button type="button" className="as-link" onClick={() => setFirst(Math.min(MAX, first * 2))}>
          Older runs
        </button>
      )}
    </section>
  );
}

function RunRow({ run, instanceId }: { readonly run: SlotRun; readonly instanceId: string }) {
  const place = run.slots.find((slot) => slot.instanceId === instanceId);
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
        <time dateTime={startTime}>{dayAndTime(startTime, Date.now())}</time>
      </td>
      <td className="number">
        {endTime === null ? (
          <Since time={startTime} />
        ) : (
          duration(Date.parse(endTime) - Date.parse(startTime))
        )}
      </td>
      <td>{run.requestedBy}</td>
      <td className="message" title={place?.reason ?? undefined}>
        {place?.reason}
      </td>
    </tr>
  );
}
