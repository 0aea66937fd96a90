import { useEffect, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { MonitorLastRunsDocument } from '../generated/graphql.js';
import { goTo } from '../location/location.js';
import { useSelection } from '../selection/selection.js';
import { type LastRun, lastFailures } from './last-failures.js';
import { Question } from './question.js';
import { RetryRuns } from './retry-runs.js';

/** Retries the last failures of the chosen slots. */
export function RetryChosen({ onClose }: { readonly onClose: () => void }) {
  const { client } = useMonitor();
  const chosen = useSelection();
  const [runs, setRuns] = useState<readonly LastRun[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    client.query({ query: MonitorLastRunsDocument, fetchPolicy: 'no-cache' }).then(
      ({ data }) => setRuns(lastFailures(data?.runs.nodes ?? [], chosen)),
      (thrown: Error) => setError(thrown.message),
    );
  }, [client, chosen]);
  if (error === null && runs === null) return null;
  if (runs && runs.length > 0)
    return (
      <RetryRuns
        {...{ runs, chosen, onClose }}
        which="failed"
        onSent={(id) => runs.length === 1 && goTo('run', { id })}
      />
    );
  return (
    <Question title="Nothing to retry" answer="Close" onAnswer={async () => {}} onClose={onClose}>
      <p>{error ?? 'None of these slots failed in the last 20 runs, or they have succeeded since.'}</p>
    </Question>
  );
}
