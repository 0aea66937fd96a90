import { type KeyboardEvent, useId } from 'react';
import { ToView } from '../location/links.js';
import { setParams } from '../location/location.js';
import { GROUPINGS, type Grouping } from './arrange.js';
import { goToSlots } from './go-to-slots.js';
import { LAYOUTS, type Layout } from './settings.js';

const GROUPING_WORDS: Readonly<Record<Grouping, string>> = {
  crate: 'By crate',
  group: 'By group',
  state: 'By state',
  none: 'No groups',
};
const LAYOUT_WORDS: Readonly<Record<Layout, string>> = { rows: 'Rows', cells: 'Cells' };

/** The board's filter box has this id, so that a key can move the focus there. */
export const FILTER_ID = 'filter-slots';

export interface BoardToolsProps {
  readonly filter: string | null;
  readonly grouping: Grouping;
  readonly layout: Layout;
}

/** What the board shows, and how. */
export function BoardTools({ filter, grouping, layout }: BoardToolsProps) {
  const hint = useId();
  return (
    <div className="board-tools">
      <input
        id={FILTER_ID}
        type="search"
        placeholder="Filter  /"
        aria-label="Filter the slots"
        aria-describedby={hint}
        autoComplete="off"
        value={filter ?? ''}
        onChange={(event) => setParams({ filter: event.target.value })}
        onKeyDown={goOn}
      />
      <span id={hint} className="hidden">
        By stream id, instance id, group, operation, tag, pysmurf action or state
      </span>
      <select
        aria-label="Group the slots"
        value={grouping}
        onChange={(event) => setParams({ group: event.target.value })}
      >
        {GROUPINGS.map((one) => (
          <option key={one} value={one}>
            {GROUPING_WORDS[one]}
          </option>
        ))}
      </select>
      <select
        aria-label="Layout"
        value={layout}
        onChange={(event) => setParams({ layout: event.target.value })}
      >
        {LAYOUTS.map((one) => (
          <option key={one} value={one}>
            {LAYOUT_WORDS[one]}
          </option>
        ))}
      </select>
      <ToView
        view="slots"
        params={{ wall: '1' }}
        title="The slots in large text, for a screen on the wall, with no commands but Stop all"
      >
        Wall screen
      </ToView>
    </div>
  );
}

/** From the filter, the keyboard goes on to the slots that it has left. */
function goOn(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
  goToSlots();
  event.preventDefault();
}
