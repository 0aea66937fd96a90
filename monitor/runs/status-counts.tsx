import { useMonitor } from '../context/context.js';
import { useLast, useRead } from '../context/use-live.js';
import { MonitorRunCountsDocument, type RunFilter, type RunStatus } from '../generated/graphql.js';
import { setParams } from '../location/location.js';
import { nounFor } from '../shared/counted.js';
import { useStore } from '../shared/store.js';
import { StatusSign } from '../states/outcome.js';

const STATUSES = ['FAILED', 'RUNNING', 'SUCCEEDED', 'CANCELLED'] as const satisfies readonly RunStatus[];
const NAMES = { FAILED: 'failed', RUNNING: 'open', SUCCEEDED: 'succeeded', CANCELLED: 'cancelled' } as const;

/** How many runs ended how: legend and filter at once. */
export function StatusCounts({ filter, chosen }: { readonly filter: RunFilter; readonly chosen: string }) {
  const { live } = useMonitor();
  const open = useStore(live.open);
  const ended = useStore(live.ended);
  const { statuses: _, ...rest } = filter;
  const of = (status: RunStatus): RunFilter => ({ ...rest, statuses: [status] });
  const variables = {
    ...{ all: rest, open: of('RUNNING'), succeeded: of('SUCCEEDED') },
    ...{ failed: of('FAILED'), cancelled: of('CANCELLED') },
  };
  // The counts change when a run begins or ends.
  const change = `${open.map(({ id }) => id)} ${ended[0]?.id}`;
  const data = useLast(useRead(MonitorRunCountsDocument, variables, change).data);
  const total = data?.all.totalCount;
  const choose = (status: RunStatus | '') => setParams({ status: status === chosen ? null : status });
  return (
    <div className="counts run-counts" role="toolbar" aria-label="Filter by outcome">
      <button type="button" aria-pressed={chosen === ''} onClick={() => choose('')}>
        <b>{total ?? '…'}</b> {nounFor(total ?? 0, 'run')}
      </button>
      {STATUSES.map((status) => {
        const count = data?.[NAMES[status]].totalCount;
        return (
          <button
            key={status}
            type="button"
            data-empty={count === 0}
            aria-pressed={chosen === status}
            onClick={() => choose(status)}
          >
            <StatusSign status={status} /> <b>{count ?? '…'}</b> {NAMES[status]}
          </button>
        );
      })}
    </div>
  );
}
