import { ToView } from '../location/links.js';
import { counted } from '../shared/counted.js';
import { ResultsPage } from './results-page.js';
import { useHistory } from './use-history.js';

export interface SlotHistoryProps {
  readonly instanceId: string;
  readonly operation: string;
}

/** The results of one operation on one slot, over its last runs. */
export function SlotHistory({ instanceId, operation }: SlotHistoryProps) {
  const history = useHistory(instanceId, operation);
  if (!history) return null;
  const { columns, subject, error } = history;
  return (
    <ResultsPage
      subject={subject}
      columns={columns}
      slot={instanceId}
      error={error}
      facts={
        <>
          {operation} on{' '}
          <ToView view="slot" params={{ id: instanceId }}>
            {columns.at(-1)?.streamId ?? instanceId}
          </ToView>
          {lastRuns(columns.length)}{' '}
          <ToView view="results" params={{ operation }}>
            All slots
          </ToView>
        </>
      }
      empty={`No figures of ${operation} are stored for this slot.`}
    />
  );
}

/** Without a run, the page says so itself. */
function lastRuns(count: number): string {
  if (count === 0) return '.';
  return count === 1 ? ': its last run.' : `: its last ${counted(count, 'run')}, the oldest first.`;
}
