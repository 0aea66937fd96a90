import { useCallback, useRef } from 'react';
import { toggled, withRange } from './picking.js';
import { select, useSelection } from './selection.js';

/** Picks one slot, or with `isRange` all slots from the one that was picked before. */
export type Pick = (instanceId: string, isRange: boolean) => void;

/**
 * Picks slots one by one or in ranges, as a list of files does.
 *
 * @param order the slots as the page shows them
 */
export function usePicking(order: readonly string[]): Pick {
  const latest = useRef({ order, selection: useSelection() });
  latest.current = { order, selection: useSelection() };
  const last = useRef<string | null>(null);
  return useCallback((instanceId, isRange) => {
    const { order, selection } = latest.current;
    const from = last.current;
    last.current = instanceId;
    if (isRange && from !== null) select(withRange(selection, order, from, instanceId));
    else select(toggled(selection, instanceId));
  }, []);
}
