import { useSlotReadings } from '../context/context.js';
import { setParams, useParam } from '../location/location.js';
import { toggledAll } from '../selection/picking.js';
import { select, useSelection } from '../selection/selection.js';
import { usePicking } from '../selection/use-picking.js';
import { counted } from '../shared/counted.js';
import { isLive } from '../states/slot-state.js';
import type { SlotGroup, Sort } from './arrange.js';
import { BoardHead } from './board-head.js';
import { COLUMN_COUNT, SlotRow } from './slot-row.js';
import { useGrid } from './use-grid.js';

/** So few slots leave place for the details of all. */
const MOST_UNFOLDED = 6;
/** In the address: all slots are folded. */
const NONE = 'none';

export interface BoardProps {
  readonly groups: readonly SlotGroup[];
  readonly sort: Sort | null;
  /** The number of all slots, also of those that are not shown. */
  readonly count: number;
}

/** All slots, a line each. A slot keeps its place, whatever its state. */
export function Board({ groups, sort, count }: BoardProps) {
  const readings = useSlotReadings();
  const selection = useSelection();
  const order = groups.flatMap((group) => group.readings.map(({ slot }) => slot.instanceId));
  const unfolded = useUnfolded(order, count);
  const { active, handlers } = useGrid({
    ...{ order, pick: usePicking(order), unfold: unfolded.set, clear: () => select([]) },
    selectLive: () => select(readings.filter(isLive).map(({ slot }) => slot.instanceId)),
  });
  return (
    <section className="board" aria-label="Slots" {...handlers}>
      <table>
        <BoardHead sort={sort} order={order} selection={selection} />
        {groups.map((group) => (
          <tbody key={group.title}>
            {group.title !== '' && <GroupLine group={group} selection={selection} />}
            {group.readings.map((reading) => (
              <SlotRow
                key={reading.slot.id}
                reading={reading}
                isSelected={selection.has(reading.slot.instanceId)}
                isActive={reading.slot.instanceId === active}
                isUnfolded={unfolded.has(reading.slot.instanceId)}
              />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

interface GroupLineProps {
  readonly group: SlotGroup;
  readonly selection: ReadonlySet<string>;
}

/** The name of a group. A click selects its slots. */
function GroupLine({ group: { title, readings }, selection }: GroupLineProps) {
  const ids = readings.map(({ slot }) => slot.instanceId);
  return (
    <tr className="group">
      <td colSpan={COLUMN_COUNT}>
        <button type="button" title="Select these slots" onClick={() => select(toggledAll(selection, ids))}>
          {title}
        </button>{' '}
        {counted(readings.length, 'slot')}
      </td>
    </tr>
  );
}

/** The slots whose details are shown. They are in the address once a person has changed them. */
function useUnfolded(order: readonly string[], count: number) {
  const text = useParam('open');
  const usual = count <= MOST_UNFOLDED ? order : [];
  const open = new Set(text === null ? usual : text.split(','));
  return {
    has: (instanceId: string) => open.has(instanceId),
    set(instanceId: string, isUnfolded: boolean) {
      if (isUnfolded) open.add(instanceId);
      else open.delete(instanceId);
      open.delete(NONE);
      setParams({ open: [...open].join(',') || NONE });
    },
  };
}
