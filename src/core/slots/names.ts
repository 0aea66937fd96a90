import { confirmedStreamId, displayName, type Slot } from './slot.js';

type Slots = readonly Slot[];

/** The meaning of a name. */
export type Meaning =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'unknown' }
  /** More than one slot has the name. */
  | { readonly kind: 'ambiguous'; readonly slots: Slots }
  /** It is the name of a group, and of no slot. */
  | { readonly kind: 'group'; readonly slots: Slots };

/** The slots of each name. */
type ByName = ReadonlyMap<string, Slots>;

interface Index {
  /** By stream id: live slots whose agents have confirmed it. */
  readonly claims: ByName;
  /** By instance id, address and id. */
  readonly ids: ByName;
  /** By stream id, including stream ids from before a restart that are not confirmed. */
  readonly streamIds: ByName;
  readonly groups: ByName;
}

/** One index for each list of slots. The registry makes a new list with each change. */
const indexes = new WeakMap<Slots, Index>();

function indexOf(slots: Slots): Index {
  const known = indexes.get(slots);
  if (known) return known;
  const isLive = ({ expired }: Slot) => !expired;
  const index = {
    claims: group(slots.filter(isLive), (slot) => [confirmedStreamId(slot)]),
    ids: group(slots, ({ instanceId, address, id }) => [instanceId, address, id]),
    streamIds: group(slots, ({ streamId }) => [streamId]),
    groups: group(slots, ({ groups }) => groups),
  };
  indexes.set(slots, index);
  return index;
}

function group(slots: Slots, namesOf: (slot: Slot) => readonly (string | null)[]): ByName {
  const groups = new Map<string, Slot[]>();
  for (const slot of slots) {
    for (const name of namesOf(slot)) {
      if (name === null) continue;
      const group = groups.get(name);
      if (group) group.push(slot);
      else groups.set(name, [slot]);
    }
  }
  return groups;
}

/**
 * The rule for names in all commands, queries, subscriptions and filters. A name is a stream id, an instance id, an
 * address, an id or a group. A stream id that a live agent has confirmed has priority over an unconfirmed one and over
 * that of an expired slot. A name of a slot has priority over that of a group.
 */
export function meaningOf(slots: Slots, name: string): Meaning {
  const { claims, ids, streamIds, groups } = indexOf(slots);
  const present = new Set([...(claims.get(name) ?? []), ...(ids.get(name) ?? [])]);
  const found = present.size > 0 ? [...present] : (streamIds.get(name) ?? []);
  const [first] = found;
  if (!first) {
    const members = groups.get(name);
    return members ? { kind: 'group', slots: members } : { kind: 'unknown' };
  }
  return found.length === 1 ? { kind: 'slot', slot: first } : { kind: 'ambiguous', slots: found };
}

/** All slots that a name stands for. */
export function slotsMeant(meaning: Meaning): Slots {
  if (meaning.kind === 'unknown') return [];
  return meaning.kind === 'slot' ? [meaning.slot] : meaning.slots;
}

/** The slots that have one of these names, in their order. Names that no slot has are ignored. */
export const allNamed = (slots: Slots, names: readonly string[]): ReadonlySet<Slot> =>
  new Set(names.flatMap((name) => slotsMeant(meaningOf(slots, name))));

/** The same, but a name that several slots report stands for none of them: each could report it to be permitted. */
export const surelyNamed = (slots: Slots, names: readonly string[]): ReadonlySet<Slot> =>
  allNamed(
    slots,
    names.filter((name) => !isAmbiguous(slots, name)),
  );

/** Whether more than one slot has the name. */
export const isAmbiguous = (slots: Slots, name: string): boolean =>
  meaningOf(slots, name).kind === 'ambiguous';

/** Other live slots that have confirmed the same stream id: none of them can be commanded by it. */
export function rivalsOf(slots: Slots, slot: Slot): Slots {
  const streamId = confirmedStreamId(slot);
  if (streamId === null || slot.expired) return [];
  return (indexOf(slots).claims.get(streamId) ?? []).filter(({ address }) => address !== slot.address);
}

/** The other slots that have reported one of these stream ids, confirmed or not. */
export function withStreamIdsOf(claimants: Slots, slots: Slots): Slots {
  const claimed = new Set(claimants.flatMap(({ streamId }) => streamId ?? []));
  return slots.filter(
    ({ address, streamId }) =>
      streamId !== null && claimed.has(streamId) && claimants.every((one) => one.address !== address),
  );
}

/** The groups that contain a slot. */
export function knownGroups(slots: Slots): string[] {
  return [...indexOf(slots).groups.keys()].sort();
}

/** The names of slots that a caller can use now. */
export function knownNames(slots: Slots): string[] {
  return slots
    .filter(({ expired }) => !expired)
    .map(displayName)
    .sort();
}

/** A name for each slot: its display name, or its instance id if other slots have the same stream id. */
export function uniqueNames(slots: Slots): string[] {
  return distinctNames(slots, displayName);
}

/** `nameOf` of each slot, or its instance id if another slot has the same name, so that both remain visible. */
export function distinctNames<S extends { readonly instanceId: string }>(
  slots: readonly S[],
  nameOf: (slot: S) => string,
): string[] {
  const names = slots.map(nameOf);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return slots.map(({ instanceId }, index) => {
    const name = names[index] ?? instanceId;
    return counts.get(name) === 1 ? name : instanceId;
  });
}
