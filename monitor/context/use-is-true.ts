import { useStore } from '../shared/store.js';
import { useMonitor } from './context.js';
import { useIsLive } from './use-is-live.js';

/** Whether the page shows what is so now: it is connected to the server, and the server to the router. */
export function useIsTrue(): boolean {
  const network = useStore(useMonitor().live.network);
  return useIsLive() && network?.connected !== false;
}
