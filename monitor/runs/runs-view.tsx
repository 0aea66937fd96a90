import { counted } from '../shared/counted.js';
import './runs.css';
import { useMemo } from 'react';
import { ExportRuns } from './export-runs.js';
import { filterOf, hasText, useFilterValues } from './run-filter.js';
import { RunFilters } from './run-filters.js';
import { RunTable } from './run-table.js';
import { StatusCounts } from './status-counts.js';
import { useRunList } from './use-run-list.js';

/** Number of runs that are read at once. */
const PAGE = 30;
/** Number of runs that the page keeps. */
const MOST = 600;

/** The runs of the past and the present, newest first, with filters. */
export function RunsView() {
  const values = useFilterValues();
  const filter = useMemo(() => filterOf(values), [values]);
  const { runs, total, hasOlder, error, readOlder, retry } = useRunList({ filter, page: PAGE, most: MOST });
  const { text } = values;
  const shown = useMemo(
    () => (text === '' ? runs : (runs?.filter((run) => hasText(run, text)) ?? null)),
    [runs, text],
  );
  return (
    <>
      <header className="runs-head">
        <h2>Runs</h2>
        <span className="grow" />
        <ExportRuns filter={filter} />
      </header>
      <RunFilters values={values} />
      <StatusCounts filter={filter} chosen={values.status} />
      {error !== null && (
        <p role="alert" className="bad runs-say">
          {error}{' '}
          <button type="button" className="button" onClick={retry}>
            Try again
          </button>
        </p>
      )}
      {shown && shown.length > 0 && <RunTable runs={shown} />}
      {runs && shown && (
        <footer className="runs-say">
          <span role="status">
            {shown.length === 0 ? 'No run matches. ' : ''}
            {text === ''
              ? `${runs.length} of ${counted(total, 'run')}`
              : `${shown.length} with “${text}”, of the ${counted(runs.length, 'run')} read; ${total} in all`}
          </span>{' '}
          {hasOlder && runs.length < MOST && (
            <button type="button" className="button" onClick={readOlder}>
              Show older runs
            </button>
          )}
          {hasOlder && runs.length >= MOST && <span>For older ones, set “Until”.</span>}
        </footer>
      )}
    </>
  );
}
