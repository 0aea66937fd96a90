import { useEffect, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { createStore, useStore } from '../shared/store.js';
import { followRuns, type RunList, type RunListOptions, type Runs } from './run-list.js';

const NOT_READ = createStore<Runs>({ runs: null, total: 0, hasOlder: false, error: null });

export interface RunListInUse extends Runs {
  readonly readOlder: () => void;
  /** Reads all again, after an error. */
  readonly retry: () => void;
}

/** The runs that match a filter, live while the component is on the page. */
export function useRunList(options: RunListOptions): RunListInUse {
  const { client, link } = useMonitor();
  const [list, setList] = useState<RunList | null>(null);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(options);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt begins anew.
  useEffect(() => {
    const opened = followRuns({ client, link }, JSON.parse(key));
    setList(opened);
    return opened.close;
  }, [client, link, key, attempt]);
  return {
    ...useStore(list?.state ?? NOT_READ),
    readOlder: () => void list?.readOlder(),
    retry: () => setAttempt((count) => count + 1),
  };
}
