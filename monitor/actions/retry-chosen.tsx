import { useReadOnce } from '../context/use-live.js';
import { MonitorLastRunsDocument } from '../generated/graphql.js';
import { goTo } from '../location/location.js';
import { useSelection } from '../selection/selection.js';
import { lastFailures } from './last-failures.js';
import { Question } from './question.js';
import { RetryRuns } from './retry-runs.js';

/** Retries the last failures of the chosen slots. */
export function RetryChosen({ onClose }: { readonly onClose: () => void }) {
  const chosen = useSelection();
  const { data, error } = useReadOnce(MonitorLastRunsDocument, {});
  if (!data && error === null) return null;
  const runs = lastFailures(data?.runs.nodes ?? [], chosen);
  if (runs.length > 0)
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
