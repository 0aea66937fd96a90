import type { CSSProperties } from 'react';
import { useSlotReadings } from '../context/context.js';
import { toggledAll } from '../selection/picking.js';
import { select, useSelection } from '../selection/selection.js';
import { usePicking } from '../selection/use-picking.js';
import { isLive } from '../states/slot-state.js';
import type { SlotGroup } from './arrange.js';
import { Cell } from './cell.js';
import { CellText } from './cell-text.js';
import { useGrid } from './use-grid.js';

/** Groups up to this size have a line each; larger ones have lines of ten. */
const SMALL = 8;
const LINE = 10;
/** Up to this number of slots, the cells of the wall are large, and not in groups. */
const MOST_LARGE = 36;
/** So many lines fill the wall. More groups are shown two in a line. */
const WALL_LINES = 9;

export interface CellsProps {
  readonly groups: readonly SlotGroup[];
  /** The number of all slots, also of those that are not shown. */
  readonly count: number;
  readonly isWall: boolean;
}

/** All slots, a cell each: a place on the page is a place on the telescope. */
export function Cells({ groups, count, isWall }: CellsProps) {
  const readings = useSlotReadings();
  const selection = useSelection();
  const isLarge = isWall && count <= MOST_LARGE;
  const shown = isLarge ? [{ title: '', readings: groups.flatMap((group) => group.readings) }] : groups;
  const slots = shown.flatMap((group) => group.readings);
  const order = slots.map(({ slot }) => slot.instanceId);
  const pick = usePicking(order);
  const { active, isUsed, handlers } = useGrid({
    ...{ order, pick: isWall ? () => {} : pick, clear: () => select([]) },
    selectLive: () => !isWall && select(readings.filter(isLive).map(({ slot }) => slot.instanceId)),
  });
  const most = Math.max(0, ...shown.map((group) => group.readings.length));
  const columns = isLarge ? Math.ceil(Math.sqrt(count)) : most <= SMALL ? most : LINE;
  const isInPairs = most <= SMALL && !(isWall && shown.length <= WALL_LINES);
  const activeReading = slots.find(({ slot }) => slot.instanceId === active);
  return (
    <section className={isLarge ? 'cells large' : 'cells'} aria-label="Slots" {...handlers}>
      <div className={isInPairs ? 'lines two' : 'lines'} style={{ '--columns': columns } as CSSProperties}>
        {shown.map(({ title, readings }) => (
          <div key={title} className={title === '' ? 'line' : 'line titled'}>
            {title !== '' && <LineTitle {...{ title, readings, selection, isWall }} />}
            <ul aria-label={title === '' ? 'All slots' : title}>
              {readings.map((reading) => (
                <Cell
                  key={reading.slot.id}
                  reading={reading}
                  isSelected={!isWall && selection.has(reading.slot.instanceId)}
                  isActive={reading.slot.instanceId === active}
                  isWall={isWall}
                  isLarge={isLarge}
                />
              ))}
            </ul>
          </div>
        ))}
      </div>
      {!isWall && <CellText reading={isUsed ? activeReading : undefined} />}
    </section>
  );
}

interface LineTitleProps extends SlotGroup {
  readonly selection: ReadonlySet<string>;
  readonly isWall: boolean;
}

/** The name of a group: of a crate, its number is enough. A click selects its slots. */
function LineTitle({ title, readings, selection, isWall }: LineTitleProps) {
  const short = title.replace(/^Crate (?=\d+$)/, '');
  const ids = readings.map(({ slot }) => slot.instanceId);
  return (
    <h3 title={title}>
      {isWall ? (
        short
      ) : (
        <button
          type="button"
          aria-label={`Select the slots: ${title}`}
          onClick={() => select(toggledAll(selection, ids))}
        >
          {short}
        </button>
      )}
    </h3>
  );
}
