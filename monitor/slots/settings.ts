import { useMemo } from 'react';
import { useParam } from '../location/location.js';
import { type SlotState, STATES } from '../states/slot-state.js';
import { GROUPINGS, type Grouping, type Sort, sortOf } from './arrange.js';

export const LAYOUTS = ['rows', 'cells'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** What a person has set on the board; null where nothing is set. All of it is in the address. */
export interface BoardSettings {
  readonly filter: string | null;
  readonly state: SlotState | null;
  readonly sort: Sort | null;
  readonly grouping: Grouping | null;
  readonly layout: Layout | null;
}

export function useBoardSettings(): BoardSettings {
  const filter = useParam('filter');
  const state = oneOf(STATES, useParam('state'));
  const sortText = useParam('sort');
  const grouping = oneOf(GROUPINGS, useParam('group'));
  const layout = oneOf(LAYOUTS, useParam('layout'));
  return useMemo(
    () => ({ filter, state, sort: sortOf(sortText), grouping, layout }),
    [filter, state, sortText, grouping, layout],
  );
}

/** The wall screen: the slots, to be read from two metres, and no commands but Stop all. */
export const useIsWall = (): boolean => useParam('wall') !== null;

function oneOf<Value extends string>(values: readonly Value[], text: string | null): Value | null {
  return values.find((value) => value === text) ?? null;
}
