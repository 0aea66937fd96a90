import { useMonitor, useSlotReadings } from '../context.js';
import { MonitorLatestResultsDocument } from '../generated/graphql.js';
import { ToView } from '../location/links.js';
import { utcDateAndTime } from '../shared/duration.js';
import { useStore } from '../shared/store.js';
import { type Column, columnsOfLatest } from './column.js';
import { ResultsPage } from './results-page.js';
import { useAnswer } from './use-answer.js';

/** The last result of one operation on each slot. */
export function LatestResults({ operation }: { readonly operation: string }) {
  const { live } = useMonitor();
  const slots = useSlotReadings().map(({ slot }) => slot);
  const runs = [...useStore(live.open), ...useStore(live.ended)].filter(
    (run) => run.action === 'RUN' && run.operation === operation,
  );
  const version = runs
    .map(({ id, slots }) => `${id} ${slots.filter(({ status }) => status === 'SUCCEEDED').length}`)
    .join();
  const answer = useAnswer(MonitorLatestResultsDocument, { operation }, version);
  if (!answer) return null;
  const columns = columnsOfLatest(slots, answer.data?.latestResults ?? []);
  const time = newest(columns);
  return (
    <ResultsPage
      subject={{ operation, words: `Last results of ${operation} on each slot,`, time }}
      columns={time === null ? [] : columns}
      facts={<Facts columns={columns} operation={operation} />}
      empty={
        answer.error ?? (
          <>
            No success of {operation} is stored.{' '}
            <ToView view="results" params={{ operation, command: operation }}>
              Run {operation}
            </ToView>
            , then its results stand here.
          </>
        )
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
      Last success of <b>{operation}</b> on {times.length} of {columns.length} slots.{' '}
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

function newest(columns: readonly Column[]): string | null {
  return (
    columns
      .flatMap(({ endTime }) => endTime ?? [])
      .sort()
      .at(-1) ?? null
  );
}
