import { type MouseEvent, useState } from 'react';
import { useMonitor } from '../context/context.js';
import type { RunFilter } from '../generated/graphql.js';
import { download } from '../shared/download.js';
import { exportHref } from './run-filter.js';

/** Saves the runs that match as a table, a row for each slot with what it measured. */
export function ExportRuns({ filter }: { readonly filter: RunFilter }) {
  const { readFile } = useMonitor();
  const [error, setError] = useState<string | null>(null);
  const href = exportHref(filter);
  const save = (event: MouseEvent) => {
    event.preventDefault();
    setError(null);
    readFile(href).then(
      (file) => download(file, 'runs.csv'),
      ({ message }: Error) => setError(message),
    );
  };
  return (
    <>
      {error !== null && (
        <span role="alert" className="bad">
          {error}
        </span>
      )}
      <a href={href} referrerPolicy="same-origin" onClick={save}>
        Export CSV
      </a>
    </>
  );
}
