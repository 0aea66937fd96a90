import { setParams } from '../location/location.js';
import { toggledAll } from '../selection/picking.js';
import { select } from '../selection/selection.js';
import { counted } from '../shared/counted.js';
import type { Sort } from './arrange.js';
import { type BoardHeadProps, HEADS } from './board-head.js';

/** What the heads of the columns do, where a phone has no place for them. */
export function PhoneTools({ sort, order, selection }: BoardHeadProps) {
  const isAll = order.length > 0 && order.every((id) => selection.has(id));
  return (
    <div className="phone-tools">
      <select
        aria-label="Sort the slots"
        value={sort?.column ?? ''}
        onChange={({ target }) => setParams({ sort: target.value })}
      >
        <option value="">Not sorted</option>
        {HEADS.map(([column, word]) => (
          <option key={column} value={column}>
            By {word}
          </option>
        ))}
      </select>
      {sort && <Direction sort={sort} />}
      <button type="button" className="button" onClick={() => select(toggledAll(selection, order))}>
        {isAll ? 'Select none' : `Select ${counted(order.length, 'slot')}`}
      </button>
    </div>
  );
}

function Direction({ sort: { column, isDown } }: { readonly sort: Sort }) {
  return (
    <button
      type="button"
      className="button"
      aria-label="The largest first"
      aria-pressed={isDown}
      onClick={() => setParams({ sort: isDown ? column : `-${column}` })}
    >
      {isDown ? '↓' : '↑'}
    </button>
  );
}
