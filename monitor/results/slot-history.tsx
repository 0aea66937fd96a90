import { ToView } from '../location/links.js';
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
      facts={
        <>
          {operation} on{' '}
          <ToView view="slot" params={{ id: instanceId }}>
            {columns.at(-1)?.streamId ?? instanceId}
          </ToView>
          : {columns.length === 1 ? 'its last run.' : `its last ${columns.length} runs, the oldest first.`}{' '}
          <ToView view="results" params={{ operation }}>
            All slots
          </ToView>
        </>
      }
      empty={error ?? `No figures of ${operation} are stored for this slot.`}
    />
  );
}
