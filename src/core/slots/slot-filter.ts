import { meaningOf } from './names.js';
import { confirmedStreamId, type Slot } from './slot.js';

/** Whether a slot is wanted, by what it is called at that moment. */
export type SlotFilter = (slot: Slot) => boolean;

/**
 * The slots of these names, also of slots yet to come: a name is looked up for each slot anew, since agents report
 * stream ids late, and take over those of others.
 * @param names null for all slots
 * @param slots the slots of the moment
 */
export function createSlotFilter(names: readonly string[] | null, slots: () => readonly Slot[]): SlotFilter {
  if (names === null) return () => true;
  const wanted = new Set(names);
  return (slot) => {
    const { id, instanceId, address, streamId, expired } = slot;
    if (wanted.has(instanceId) || wanted.has(address) || wanted.has(id)) return true;
    if (streamId === null || !wanted.has(streamId)) return false;
    if (!expired && confirmedStreamId(slot) !== null) return true;
    // It is only remembered: then the name may be another slot's by now.
    const meaning = meaningOf(slots(), streamId);
    // The slot itself has just been removed, and nobody else has its name.
    if (meaning.kind === 'unknown') return true;
    const meant = meaning.kind === 'slot' ? [meaning.slot] : meaning.slots;
    return meant.some((one) => one.address === address);
  };
}
