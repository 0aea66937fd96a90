import type { Slot } from '../live/model.js';
import { nameOf } from '../live/model.js';

/** A list of all slots that a command goes to, by name. */
export function SlotNames({ slots }: { readonly slots: readonly Pick<Slot, 'instanceId' | 'streamId'>[] }) {
  return (
    <ul className="slot-names" aria-label="Slots">
      {slots.map((slot) => (
        <li key={slot.instanceId}>{nameOf(slot)}</li>
      ))}
    </ul>
  );
}
