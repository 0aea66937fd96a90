import { useMemo } from 'react';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { useRead } from '../context/use-live.js';
import { MonitorLatestResultsDocument } from '../generated/graphql.js';
import type { Run } from '../live/model.js';
import { ToView } from '../location/links.js';
import { counted } from '../shared/counted.js';
import { useStore } from '../shared/store.js';
import { utcDateAndTime } from '../shared/utc.js';
import type { Column } from './column.js';
import { columnsOfLatest, type SlotNames } from './columns-of.js';
import { ResultsPage } from './results-page.js';
import type { Subject } from './subject.js';

/** The last result of one operation on each slot. */
export function LatestResults({ operation }: { readonly operation: string }) {
  const { live } = useMonitor();
  const slots = useSlotNames();
  const isMeant = (run: Run) => run.action === 'RUN' && run.operation === operation;
  const ended = useStore(live.ended).find(isMeant);
  const open = useStore(live.open).filter(isMeant);
  const successes = open.flatMap(({ slots }) => slots.filter(({ status }) => status === 'SUCCEEDED')).length;
  const changes = `${ended?.id} ${open.length} ${successes} ${slots.length}`;
  const { data, error } = useRead(MonitorLatestResultsDocument, { operation }, changes);
  const results = data?.latestResults;
  const columns = useMemo(() => (results?.length ? columnsOfLatest(slots, results) : []), [slots, results]);
  const subject = useMemo(() => subjectOf(operation, columns), [operation, columns]);
  if (!data && error === null) return null;
  return (
    <ResultsPage
      subject={subject}
      columns={columns}
      error={error}
      facts={<Facts columns={columns} operation={operation} />}
      empty={
        <>
          No success of {operation} is stored.{' '}
          <ToView view="results" params={{ operation, command: operation }}>
            Run {operation}
          </ToView>{' '}
          to see the results here.
        </>
      }
    />
  );
}

function Facts({ columns, operation }: { readonly columns: readonly Column[]; readonly operation: string }) {
  const times = columns.flatMap(({ endTime }) => endTime ?? []).sort();
  const runs = [...new Set(columns.flatMap(({ runId }) => runId ?? []))];
  const [oldest] = times;
  const latest = times.at(-1);
  const [run] = runs;
  if (!oldest || !latest || !run) return operation;
  return (
    <>
      Last success of <b>{operation}</b> on {times.length} of {counted(columns.length, 'slot')}.{' '}
      {runs.length === 1 ? (
        <>
          <ToView view="results" params={{ run }}>
            One run
          </ToView>
          , {utcDateAndTime(latest)}.
        </>
      ) : (
        `${runs.length} runs, from ${utcDateAndTime(oldest)} to ${utcDateAndTime(latest)}.`
      )}
    </>
  );
}

function subjectOf(operation: string, columns: readonly Column[]): Subject {
  const times = columns.flatMap(({ endTime }) => endTime ?? []).sort();
  return { operation, words: `Last results of ${operation} on each slot,`, time: times.at(-1) ?? null };
}

/** The slots, the same list until one is added, removed or renamed: their state changes each second. */
function useSlotNames(): readonly SlotNames[] {
  const names = useSlotReadings().map(({ slot: { id, instanceId, streamId } }) => ({
    id,
    instanceId,
    streamId,
  }));
  const text = JSON.stringify(names);
  return useMemo(() => JSON.parse(text), [text]);
}
