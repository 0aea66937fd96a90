import { duration } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';
import { Sign } from '../slots/sign.js';
import { type SlotReading, STATES, URGENCY } from '../slots/slot-state.js';
import { WORDS } from '../slots/words.js';

export interface NeedsProps {
  readonly readings: readonly SlotReading[];
  readonly onAcknowledge: (streamIds: readonly string[]) => void;
}

/** The slots that somebody should look at, the most urgent first, with the reason in full. */
export function Needs({ readings, onAcknowledge }: NeedsProps) {
  const now = useNow();
  const needs = readings
    .filter(({ state }) => URGENCY[state] !== 'none')
    .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  return (
    <section aria-label="Needs you">
      <h2>
        Needs you <span>{needs.length}</span>
      </h2>
      {needs.length === 0 && <p className="calm">Nothing: all slots are well.</p>}
      <ul>
        {needs.map(({ slot, name, state, reason, since }) => (
          <li key={slot.id} className={`need urgency-${URGENCY[state]}`}>
            <h3>
              <Sign state={state} />
              {name} <b className="word">{WORDS[state]}</b>
              {since !== null && <time dateTime={since}>{duration(now - Date.parse(since))} ago</time>}
            </h3>
            <p>{reason}</p>
            {slot.problems.some(({ code }) => code === 'OUTCOME_UNKNOWN') && (
              <button type="button" onClick={() => onAcknowledge([slot.instanceId])}>
                Acknowledge: I have checked {name}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
