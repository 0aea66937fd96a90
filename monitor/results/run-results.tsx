import { useMemo } from 'react';
import { useMonitor } from '../context/context.js';
import { useRead } from '../context/use-live.js';
import { MonitorRunResultsDocument, type MonitorRunResultsQuery } from '../generated/graphql.js';
import { RunLink, ToView } from '../location/links.js';
import { endedCount, titleOf } from '../runs/run-words.js';
import { counted } from '../shared/counted.js';
import { useStore } from '../shared/store.js';
import { utcDateAndTime } from '../shared/utc.js';
import { columnsOfRun } from './columns-of.js';
import { ResultsPage } from './results-page.js';
import type { Subject } from './subject.js';

/** The results of one run, also while it is open. */
export function RunResults({ id }: { readonly id: string }) {
  const { live } = useMonitor();
  const known = [...useStore(live.open), ...useStore(live.ended)].find((run) => run.id === id);
  const changes = known ? `${known.status} ${endedCount(known.slots)}` : '';
  const { data, error } = useRead(MonitorRunResultsDocument, { id }, changes);
  const run = data?.run;
  const columns = useMemo(() => (run ? columnsOfRun(run) : []), [run]);
  const subject = useMemo(() => (run ? subjectOf(run) : null), [run]);
  if (!data && error === null) return null;
  if (!run || !subject) {
    return (
      <div className="results">
        <p className="empty">
          {error ?? `The server has no run with the id ${id}.`} <ToView view="runs">All runs</ToView>
        </p>
      </div>
    );
  }
  return (
    <ResultsPage
      subject={subject}
      columns={columns}
      error={error}
      facts={<Facts run={run} />}
      empty={
        run.status === 'RUNNING'
          ? 'No slot has results yet. Results appear here when a slot has succeeded.'
          : `No slot has results: ${run.operation} measures nothing, or has not succeeded, or the data are not stored any more.`
      }
    />
  );
}

function subjectOf(run: Run): Subject {
  return { operation: run.operation, words: `${titleOf(run)}, run of`, time: run.startTime };
}

type Run = NonNullable<MonitorRunResultsQuery['run']>;

function Facts({ run }: { readonly run: Run }) {
  const withFigures = run.slots.filter(({ figures }) => figures.length > 0).length;
  const params = Object.entries((run.params ?? {}) as Record<string, unknown>);
  return (
    <>
      Run{' '}
      <RunLink run={run}>
        {titleOf(run)}, {utcDateAndTime(run.startTime)}
      </RunLink>
      : {withFigures} of {counted(run.slots.length, 'slot')} {withFigures === 1 ? 'has' : 'have'} results
      {run.status === 'RUNNING' && `, ${endedCount(run.slots)} have ended`}.
      {params.length > 0 &&
        ` With ${params.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ')}.`}
    </>
  );
}
