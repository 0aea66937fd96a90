import { setParams } from '../location/location.js';
import { toggledAll } from '../selection/picking.js';
import { select } from '../selection/selection.js';
import { type Column, nextSort, type Sort } from './arrange.js';

/** The columns that can be sorted by, each with its word and its class. */
export const HEADS: readonly (readonly [Column, string, string])[] = [
  ['state', 'State', 'state'],
  ['slot', 'Slot', 'name'],
  ['instance', 'Place', 'place'],
  ['now', 'Now', 'now'],
  ['stream', 'Stream', 'stream'],
  ['channels', 'Channels', 'channels number'],
  ['action', 'pysmurf action', 'action'],
  ['outcome', 'Last outcome', 'outcome'],
  ['alive', 'Alive for', 'alive number'],
];

export interface BoardHeadProps {
  readonly sort: Sort | null;
  /** The slots that are shown. */
  readonly order: readonly string[];
  readonly selection: ReadonlySet<string>;
}

/** The heads of the columns. A click sorts: up, then down, then in the order of the server. */
export function BoardHead({ sort, order, selection }: BoardHeadProps) {
  const isAll = order.length > 0 && order.every((id) => selection.has(id));
  return (
    <thead>
      <tr>
        <td className="pick">
          <input
            type="checkbox"
            aria-label="Select all slots that are shown"
            checked={isAll}
            onChange={() => select(toggledAll(selection, order))}
          />
        </td>
        {HEADS.map(([column, word, className]) => {
          const isSorted = sort?.column === column;
          return (
            <th
              key={column}
              scope="col"
              className={className}
              aria-sort={isSorted ? (sort.isDown ? 'descending' : 'ascending') : undefined}
            >
              <button type="button" onClick={() => setParams({ sort: nextSort(sort, column) })}>
                {word}
                {isSorted && <span aria-hidden="true"> {sort.isDown ? '↓' : '↑'}</span>}
              </button>
            </th>
          );
        })}
        <td className="fold" />
      </tr>
    </thead>
  );
}
