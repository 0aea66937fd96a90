import { memo } from 'react';
import { Link } from 'wouter';
import { hrefOf } from '../location/location.js';
import { counted } from '../shared/counted.js';
import { type SlotReading, URGENCY } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';
import { marksOf } from './marks.js';
import { Marks, Now } from './now.js';
import { Bar, Percent, StateSign } from './progress.js';

export interface CellProps {
  readonly reading: SlotReading;
  readonly isSelected: boolean;
  /** The cell where the keyboard is. */
  readonly isActive: boolean;
  /** On the wall nothing can be selected. */
  readonly isWall: boolean;
  /** There is place for what the slot does, in words. */
  readonly isLarge: boolean;
}

/** One slot in a cell: name, sign, word and bar. */
export const Cell = memo(function Cell({ reading, isSelected, isActive, isWall, isLarge }: CellProps) {
  const { slot, name, state, task, reason } = reading;
  const [prefix, rest] = split(name);
  return (
    <li
      className={`cell slot urgency-${URGENCY[state]}`}
      data-slot={slot.instanceId}
      data-state={state}
      data-selected={isSelected}
      title={[slot.instanceId, reason, ...marksOf(slot).map(({ text }) => text)].filter(Boolean).join('\n')}
    >
      <span className="name">
        <Link href={hrefOf('slot', { id: slot.instanceId })} tabIndex={isActive ? 0 : -1}>
          <span>{prefix}</span>
          {rest}
        </Link>
        {!isWall && (
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            data-pick=""
            tabIndex={isActive ? 0 : -1}
            checked={isSelected}
            readOnly={true}
          />
        )}
      </span>
      <span className="state" data-pick="">
        <StateSign reading={reading} />
        <Word reading={reading} isLarge={isLarge} />
      </span>
      <Marks reading={reading} />
      {isLarge ? <Large reading={reading} /> : task && <Bar task={task} isOverdue={state === 'overdue'} />}
    </li>
  );
});

/** In a small cell, a running slot says what runs and how far it is. */
function Word({ reading: { state, task }, isLarge }: Pick<CellProps, 'reading' | 'isLarge'>) {
  if (state !== 'running' || !task || isLarge) {
    const word = !isLarge && state === 'outOfService' ? 'Out' : WORDS[state];
    return <b title={WORDS[state]}>{word}</b>;
  }
  return (
    <b>
      <span className="hidden">{WORDS[state]} </span>
      {task.operation.replace(/^take_/, '')} <Percent task={task} />
    </b>
  );
}

/** What the slot does, and what it streams. */
function Large({ reading }: { readonly reading: SlotReading }) {
  const { streaming, streamTag, numActiveChannels } = reading.slot.state;
  const stale = reading.isStale ? 'stale' : undefined;
  return (
    <>
      <p className="now">
        <Now reading={reading} />
      </p>
      <p className={stale}>
        {streaming === true && `${streamTag || 'streams'}, `}
        {numActiveChannels !== null && counted(numActiveChannels, 'channel')}
      </p>
    </>
  );
}

/** The part that all names begin with is of less use: `ufm_` and `mv12`. */
function split(name: string): readonly [string, string] {
  const end = name.indexOf('_') + 1;
  return [name.slice(0, end), name.slice(end)];
}
