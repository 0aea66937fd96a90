import { useMemo } from 'react';
import { useMonitor } from '../context/context.js';
import { useRead } from '../context/use-live.js';
import { MonitorLastResultsDocument, MonitorOperationNamesDocument } from '../generated/graphql.js';
import { useStore } from '../shared/store.js';
import { type LastResults, lastResultsOf, type Measuring } from './last-results.js';

/** What all slots measured last, read again whenever a run ends. */
export function useLastResults(): { readonly results: LastResults | null; readonly error: string | null } {
  const { live } = useMonitor();
  const ended = useStore(live.ended)[0]?.id ?? '';
  const known = useRead(MonitorOperationNamesDocument, {}, '');
  const names = known.data?.operations.map(({ name }) => name) ?? [];
  // The server rejects an operation that no slot has.
  const has = (operation: Measuring) => names.includes(operation);
  const { data, error } = useRead(
    MonitorLastResultsDocument,
    {
      ...{ take_noise: has('take_noise'), take_iv: has('take_iv'), take_bgmap: has('take_bgmap') },
      ...{ take_bias_steps: has('take_bias_steps'), take_bias_waves: has('take_bias_waves') },
      uxm_relock: has('uxm_relock'),
    },
    ended,
  );
  const results = useMemo(() => data && lastResultsOf(data), [data]);
  return { results, error: error ?? known.error };
}
