import { useSlotReadings } from '../context/context.js';
import { useSelection } from '../selection/selection.js';
import type { SlotEntry } from './draft.js';

export interface PerSlotProps {
  readonly perSlot: readonly SlotEntry[];
  readonly complaints: ReadonlyMap<string, string>;
  readonly onChange: (perSlot: readonly SlotEntry[]) => void;
}

/** Parameters for some of the slots, in addition to those of all slots and instead of them. */
export function PerSlot({ perSlot, complaints, onChange }: PerSlotProps) {
  const selected = useSelection();
  const slots = useSlotReadings().filter(({ slot }) => selected.has(slot.instanceId));
  const ofServer = complaints.get('slotParams');
  const change = (index: number, entry: SlotEntry) =>
    onChange(perSlot.map((one, place) => (place === index ? entry : one)));
  /** A slot has only one entry, so choosing it here takes it out of the others. */
  const choose = (index: number, id: string) =>
    onChange(
      perSlot.map((one, place) => {
        const others = one.slots.filter((slot) => slot !== id);
        return {
          ...one,
          slots: place === index && others.length === one.slots.length ? [...others, id] : others,
        };
      }),
    );
  return (
    <>
      {ofServer && (
        <p role="alert" className="rejected">
          {ofServer}
        </p>
      )}
      {perSlot.map((entry, index) => {
        const complaint = complaints.get(`slotParams.${index}`);
        const ids = slots.map(({ slot }) => slot.instanceId);
        // From a link: names of other slots, or stream ids.
        const others = entry.slots.filter((id) => !ids.includes(id)).map((id) => ({ id, name: id }));
        const offered = [...slots.map(({ slot, name }) => ({ id: slot.instanceId, name })), ...others];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry has nothing but its place.
          <fieldset key={index} className="own">
            <legend>Only for these slots</legend>
            <p className="toggles">
              {offered.map(({ id, name }) => (
                <button
                  key={id}
                  type="button"
                  aria-pressed={entry.slots.includes(id)}
                  onClick={() => choose(index, id)}
                >
                  {name}
                </button>
              ))}
            </p>
            <div className="control">
              <textarea
                className="code"
                aria-label="Their parameters as JSON"
                aria-invalid={complaint !== undefined}
                rows={1}
                spellCheck={false}
                value={entry.text}
                onChange={({ target }) => change(index, { ...entry, text: target.value })}
              />
              <button
                type="button"
                aria-label="Remove these parameters"
                onClick={() => onChange(perSlot.filter((_, place) => place !== index))}
              >
                ✕
              </button>
            </div>
            {complaint && (
              <p role="alert">
                <strong>{complaint}</strong>
              </p>
            )}
          </fieldset>
        );
      })}
    </>
  );
}
