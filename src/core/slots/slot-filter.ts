import { meaningOf, slotsMeant } from './names.js';
import { confirmedStreamId, type Slot } from './slot.js';

/** Whether a slot is selected, by its current names. */
export type SlotFilter = (slot: Slot) => boolean;

/**
 * Selects the slots with these names, including slots that are found later. The names are checked each time, since
 * agents can report their stream ids late, and can take over the stream ids of others.
 * @param names null for all slots
 * @param slots the current slots
 */
export function createSlotFilter(names: readonly string[] | null, slots: () => readonly Slot[]): SlotFilter {
  if (names === null) return () => true;
  const wanted = new Set(names);
  return (slot) => {
    const { id, instanceId, address, streamId, expired } = slot;
    if (wanted.has(instanceId) || wanted.has(address) || wanted.has(id)) return true;
    if (slot.groups.some((group) => wanted.has(group) && meaningOf(slots(), group).kind === 'group'))
      return true;
    if (streamId === null || !wanted.has(streamId)) return false;
    if (!expired && confirmedStreamId(slot) !== null) return true;
    // The stream id is not confirmed, so another slot may have it now.
    const meaning = meaningOf(slots(), streamId);
    // The slot has just been removed, and no other slot has its name.
    if (meaning.kind === 'unknown') return true;
    return slotsMeant(meaning).some((one) => one.address === address);
  };
}
