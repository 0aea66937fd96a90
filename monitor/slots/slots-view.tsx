import './slots.css';
import './board.css';
import './cells.css';
import './wall.css';
import { memo, useMemo } from 'react';
import { useSlotReadings } from '../context/context.js';
import { setParams } from '../location/location.js';
import { select, useKeptSelection, useSelection } from '../selection/selection.js';
import type { SlotState } from '../states/slot-state.js';
import { grouped, matches, type SlotGroup, sorted, usualGrouping } from './arrange.js';
import { Board } from './board.js';
import { useBoardCommands } from './board-commands.js';
import { BoardTools } from './board-tools.js';
import { Cells } from './cells.js';
import { Counts } from './counts.js';
import { PhoneTools } from './phone-tools.js';
import { useBoardSettings, useIsWall } from './settings.js';

/** With more slots than this, lines do not fit on a page: they are shown as cells. */
const MOST_ROWS = 30;

/** All slots at a glance. It is drawn when a slot has changed, not with each message that comes. */
export const SlotsView = memo(function SlotsView() {
  const readings = useSlotReadings();
  const { filter, state, sort, grouping, layout } = useBoardSettings();
  const isWall = useIsWall();
  useKeptSelection(!isWall);
  const selection = useSelection();
  useBoardCommands(readings);
  const by = grouping ?? usualGrouping(readings);
  const groups = useMemo(() => {
    const shown = readings.filter(
      (reading) =>
        (state === null || reading.state === state) && (filter === null || matches(reading, filter)),
    );
    return grouped(sorted(shown, sort), by);
  }, [readings, state, filter, sort, by]);
  const usualLayout = readings.length > MOST_ROWS || isWall ? 'cells' : 'rows';
  const showsCells = (layout ?? usualLayout) === 'cells';
  const selectState = (one: SlotState) =>
    select(readings.filter((reading) => reading.state === one).map(({ slot }) => slot.instanceId));
  return (
    <>
      <h2 className="hidden">Slots</h2>
      <div className="board-head">
        <Counts
          readings={readings}
          chosen={state}
          onChoose={(one) => setParams({ state: one })}
          onSelect={isWall ? undefined : selectState}
        />
        {!isWall && (
          <>
            <BoardTools filter={filter} grouping={by} layout={showsCells ? 'cells' : 'rows'} />
            <PhoneTools {...{ sort, selection }} order={idsOf(groups)} />
          </>
        )}
      </div>
      {readings.length > 0 && groups.length === 0 && <p className="none">No slot matches.</p>}
      {showsCells ? (
        <Cells groups={groups} count={readings.length} isWall={isWall} />
      ) : (
        <Board groups={groups} sort={sort} count={readings.length} />
      )}
    </>
  );
});

const idsOf = (groups: readonly SlotGroup[]): readonly string[] =>
  groups.flatMap((group) => group.readings.map(({ slot }) => slot.instanceId));
