import { RequestError } from '../errors.js';
import { knownGroups, knownNames, meaningOf, slotsMeant } from './names.js';
import type { Slot } from './slot.js';

type Slots = readonly Slot[];

/** The name of the list of slots in an interface, for messages: `streamIds` or `stream_ids`. */
export interface NameWords {
  readonly streamIds: string;
  /** How the caller selects all slots; undefined if the caller omits the list for that. */
  readonly allSlots?: string;
}

/** The reserved name `all`, as the only name, means all slots. */
export const standsForAll = (names: readonly string[]): names is readonly ['all'] =>
  names.length === 1 && names[0] === 'all';

/**
 * The slots with these names, each once, including expired slots.
 * @param allowUnknown ignores names that no slot has, instead of rejecting them
 * @throws {RequestError} UNKNOWN_STREAM_ID for a name of no slot, AMBIGUOUS_NAME for a name of several slots
 */
export function resolveNames(slots: Slots, names: readonly string[], allowUnknown = false): Slot[] {
  const found = names.map((name) => ({ name, meaning: meaningOf(slots, name) }));
  for (const { name, meaning } of found)
    if (meaning.kind === 'ambiguous') throw ambiguous(name, meaning.slots);
  const unknown = found.filter(({ meaning }) => meaning.kind === 'unknown').map(({ name }) => name);
  if (unknown.length > 0 && !allowUnknown) throw unknownNames(slots, unknown);
  return [...new Set(found.flatMap(({ meaning }) => slotsMeant(meaning)))];
}

export function unknownNames(slots: Slots, unknown: readonly string[]): RequestError {
  return new RequestError('UNKNOWN_STREAM_ID', nobodyIs(slots, unknown), {
    unknown,
    known: knownNames(slots),
  });
}

/** The error if no slot is known. */
export function noSlots(): RequestError {
  return new RequestError(
    'NO_LIVE_INSTANCE',
    'No slot was found. Check that the agents are running, and that they use the same realm as MultiSmurf.',
    { skipped: [] },
  );
}

export function nobodyIs(slots: Slots, names: readonly string[]): string {
  const groups = knownGroups(slots);
  const orGroups = groups.length > 0 ? ` Known groups: ${groups.join(', ')}.` : '';
  return `No slot is named ${names.join(', ')}. Known slots: ${knownNames(slots).join(', ') || 'none'}.${orGroups}`;
}

function ambiguous(name: string, slots: Slots): RequestError {
  const addresses = slots.map(({ address }) => address);
  return new RequestError(
    'AMBIGUOUS_NAME',
    `${name} is the name of more than one slot: ${addresses.join(' and ')}. Use one of these addresses.`,
    { name, addresses },
  );
}

/** An empty list of names is an error and never means "all". @throws {RequestError} NOTHING_SELECTED */
export function requireNames(slots: Slots, names: readonly string[], words: NameWords): void {
  if (names.length > 0) return;
  const { streamIds, allSlots } = words;
  const remedy =
    allSlots === undefined ? 'For all slots, omit it.' : `Name the slots, or use ${allSlots} for all.`;
  throw new RequestError('NOTHING_SELECTED', `${streamIds} is an empty list and selects no slot. ${remedy}`, {
    known: knownNames(slots),
  });
}
