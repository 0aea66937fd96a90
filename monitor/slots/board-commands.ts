import { useMemo, useRef } from 'react';
import { goTo, setParams } from '../location/location.js';
import { select } from '../selection/selection.js';
import { type Command, type KeyHint, useCommands, useKeyHints } from '../shared/commands.js';
import { isLive, type SlotReading, URGENCY } from '../states/slot-state.js';
import { FILTER_ID } from './board-tools.js';
import { goToSlots } from './go-to-slots.js';

/** What `use-grid.ts` listens for. */
const ON_A_SLOT: readonly KeyHint[] = [
  { title: 'In the list: go to the previous slot (also ↑)', keys: 'k' },
  { title: 'In the list: go to the next slot (also ↓)', keys: 'j' },
  {
    title:
      'In the list: select the slot; with Shift, select all slots from the last selected slot to this slot',
    keys: 'Space',
  },
  { title: 'In rows: open the details (← closes them). In cells: go to the next cell', keys: 'ArrowRight' },
  { title: 'In the list: open the page of the slot', keys: 'Enter' },
  { title: 'In the list: select no slots', keys: 'Escape' },
];

/** Offers what can be done on the board, for the keyboard and the palette. */
export function useBoardCommands(readings: readonly SlotReading[]): void {
  const latest = useRef(readings);
  latest.current = readings;
  const offered = useMemo((): readonly Command[] => {
    const selectThose = (isMeant: (reading: SlotReading) => boolean) => () =>
      select(latest.current.filter(isMeant).map(({ slot }) => slot.instanceId));
    return [
      { title: 'Filter the slots', keys: '/', run: () => document.getElementById(FILTER_ID)?.focus() },
      { title: 'Go to the list of slots', keys: 'ArrowDown', run: goToSlots },
      { title: 'Select all live slots', keys: 'a', run: selectThose(isLive) },
      {
        title: 'Select all slots that need attention',
        run: selectThose(({ state }) => URGENCY[state] !== 'none'),
      },
      { title: 'Select no slots', run: () => select([]) },
      { title: 'Show the slots as rows', run: () => setParams({ layout: 'rows' }) },
      { title: 'Show the slots as cells', run: () => setParams({ layout: 'cells' }) },
      { title: 'Show the wall screen', run: () => goTo('slots', { wall: '1' }) },
    ];
  }, []);
  useCommands(offered);
  useKeyHints(ON_A_SLOT);
}
