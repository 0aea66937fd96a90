import type { MouseEvent } from 'react';
import { nounFor } from '../shared/counted.js';
import { Sign } from '../states/sign.js';
import { type SlotReading, type SlotState, STATES, URGENCY } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';

/** These are shown even at 0, so that their place is known. */
const ALWAYS: readonly SlotState[] = ['expired', 'failed', 'overdue'];

export interface CountsProps {
  readonly readings: readonly SlotReading[];
  /** The state that the board is limited to; null for all slots. */
  readonly chosen: SlotState | null;
  readonly onChoose: (state: SlotState | null) => void;
  /** Selects all slots in a state; undefined where slots cannot be selected. */
  readonly onSelect: ((state: SlotState) => void) | undefined;
}

/** How many slots are in each state. It explains the signs, and limits the board to a state. */
export function Counts({ readings, chosen, onChoose, onSelect }: CountsProps) {
  const click = (event: MouseEvent, state: SlotState) => {
    if (event.altKey && onSelect) onSelect(state);
    else onChoose(chosen === state ? null : state);
  };
  return (
    <div className="counts" role="toolbar" aria-label="Filter by state">
      <button type="button" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        <b>{readings.length}</b> {nounFor(readings.length, 'slot')}
      </button>
      {STATES.map((state) => {
        const count = readings.filter((reading) => reading.state === state).length;
        if (count === 0 && chosen !== state && !ALWAYS.includes(state)) return null;
        return (
          <button
            key={state}
            type="button"
            className={`urgency-${count === 0 ? 'none' : URGENCY[state]}`}
            data-state={state}
            data-empty={count === 0}
            aria-pressed={chosen === state}
            title={onSelect && 'Click: show only these slots. Alt and click: select these slots.'}
            onClick={(event) => click(event, state)}
          >
            <Sign state={state} part={0.4} />
            <b>{count}</b>
            <Word text={WORDS[state].toLowerCase()} />
          </button>
        );
      })}
    </div>
  );
}

/** Narrow pages show the first word only: `out of service`. */
function Word({ text }: { readonly text: string }) {
  const [first, ...others] = text.split(' ');
  return (
    <span>
      {first}
      {others.length > 0 && <span className="others"> {others.join(' ')}</span>}
    </span>
  );
}
