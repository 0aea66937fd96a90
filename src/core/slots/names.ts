import { confirmedStreamId, displayName, type Slot } from './slot.js';

type Slots = readonly Slot[];

/** What a name stands for. */
export type Meaning =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'unknown' }
  /** One name for two slots: nobody can say which one is wanted. */
  | { readonly kind: 'ambiguous'; readonly slots: Slots };

/**
 * The one rule for names, in commands, queries, subscriptions and filters. A name is a stream id, an instance id
 * or an address. A stream id that a live agent has confirmed beats one that is remembered or of an expired slot.
 */
export function meaningOf(slots: Slots, name: string): Meaning {
  const live = slots.filter((slot) => !slot.expired && confirmedStreamId(slot) === name);
  const byId = slots.filter(({ instanceId, address }) => instanceId === name || address === name);
  const found = [...new Set([...live, ...byId])];
  if (found.length === 0) found.push(...slots.filter(({ streamId }) => streamId === name));
  const [first] = found;
  if (!first) return { kind: 'unknown' };
  return found.length === 1 ? { kind: 'slot', slot: first } : { kind: 'ambiguous', slots: found };
}

/** Slots that claim one stream id, each confirmed and live: neither can be commanded by it. */
export function rivalsOf(slots: Slots, slot: Slot): Slots {
  const streamId = confirmedStreamId(slot);
  if (streamId === null || slot.expired) return [];
  return slots.filter(
    (other) => other.address !== slot.address && !other.expired && confirmedStreamId(other) === streamId,
  );
}

/** The names that a caller can use now. */
export function knownNames(slots: Slots): string[] {
  return slots
    .filter(({ expired }) => !expired)
    .map(displayName)
    .sort();
}

/** A name for each slot; those that claim the same stream id go by their instance ids. */
export function uniqueNames(slots: Slots): string[] {
  const counts = new Map<string, number>();
  for (const slot of slots) counts.set(displayName(slot), (counts.get(displayName(slot)) ?? 0) + 1);
  return slots.map((slot) => (counts.get(displayName(slot)) === 1 ? displayName(slot) : slot.instanceId));
}
