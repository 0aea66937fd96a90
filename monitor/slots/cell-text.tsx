import type { SlotReading } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';
import { Now } from './now.js';

/** The cell where the keyboard is, in words: a cell has no place for them. */
export function CellText({ reading }: { readonly reading: SlotReading | undefined }) {
  if (!reading) return <p className="cell-text quiet">Arrows move, Space selects, Enter opens the slot.</p>;
  const { slot, name, state } = reading;
  const { streaming, streamTag, numActiveChannels } = slot.state;
  return (
    <p className="cell-text" data-state={state}>
      <b>{name}</b> <span className="quiet">{slot.instanceId}</span> <span>{WORDS[state]}</span>{' '}
      <span className="now">
        <Now reading={reading} />
      </span>
      <span className={reading.isStale ? 'stale' : undefined}>
        {streaming === true ? `streams ${streamTag ?? ''}` : 'no stream'}, {numActiveChannels ?? '?'} channels
      </span>
    </p>
  );
}
