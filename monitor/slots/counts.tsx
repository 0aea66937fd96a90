import { Sign } from './sign.js';
import { type SlotReading, type SlotState, STATES, URGENCY } from './slot-state.js';
import { WORDS } from './words.js';

export interface CountsProps {
  readonly readings: readonly SlotReading[];
  /** The state that the board is limited to; null for all slots. */
  readonly chosen: SlotState | null;
  readonly onChoose: (state: SlotState | null) => void;
}

/** How many slots are in each state. It explains the signs, and limits the board to a state. */
export function Counts({ readings, chosen, onChoose }: CountsProps) {
  return (
    <div className="counts" role="toolbar" aria-label="Filter by state">
      <button type="button" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        <b>{readings.length}</b> slots
      </button>
      {STATES.map((state) => {
        const count = readings.filter((reading) => reading.state === state).length;
        const urgency = count === 0 ? 'none' : URGENCY[state];
        return (
          <button
            key={state}
            type="button"
            className={`urgency-${urgency}`}
            data-state={state}
            data-empty={count === 0}
            aria-pressed={chosen === state}
            onClick={() => onChoose(chosen === state ? null : state)}
          >
            <Sign state={state} part={0.4} />
            <b>{count}</b> {WORDS[state].toLowerCase()}
          </button>
        );
      })}
    </div>
  );
}
