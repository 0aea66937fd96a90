import type { Slot } from '../live/model.js';
import { nameOf } from '../live/model.js';

type Named = Pick<Slot, 'instanceId' | 'streamId'>;

/** A list of all slots that a command goes to, by name. */
export function SlotNames({ slots }: { readonly slots: readonly Named[] }) {
  return (
    <ul className="slot-names" aria-label="Slots">
      {slots.map((slot) => (
        <li key={slot.instanceId}>{nameOf(slot)}</li>
      ))}
    </ul>
  );
}

/** The slots that a question was about and that its command does not go to any more; nothing if there are none. */
export function GoneSlots({ why, slots }: { readonly why: string; readonly slots: readonly Named[] }) {
  if (slots.length === 0) return null;
  return (
    <p className="warn" role="status">
      {why}: {slots.map(nameOf).join(', ')}.
    </p>
  );
}
