import { useSyncExternalStore } from 'react';
import { useMonitor } from './context.js';

/** Whether the page is connected to the server. Changes only with that, and not with each message. */
export function useIsLive(): boolean {
  const { state } = useMonitor().link;
  return useSyncExternalStore(state.listen, () => state.value.kind === 'live');
}
