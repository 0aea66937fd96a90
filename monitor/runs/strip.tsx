import './strip.css';
import type { Run } from '../live/model.js';
import { nameOf } from '../live/model.js';
import { LOOKS, STATUS_WORDS } from '../states/outcome.js';

/** A run as one cell for each slot. */
export function Strip({ run }: { readonly run: Pick<Run, 'operation' | 'slots'> }) {
  return (
    <ol className="strip" aria-label={`Slots of ${run.operation}`}>
      {run.slots.map((slot) => {
        const word = STATUS_WORDS[slot.status];
        return (
          <li key={slot.id} className={LOOKS[slot.status]} title={`${nameOf(slot)}: ${word}`}>
            <span className="hidden">
              {nameOf(slot)} {word.toLowerCase()}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
