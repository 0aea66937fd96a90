import { RequestError } from '../errors.js';
import { knownNames, meaningOf } from './names.js';
import type { Slot } from './slot.js';

type Slots = readonly Slot[];

/** What a face calls the list of names, for messages: `streamIds` or `stream_ids`. */
export interface NameWords {
  readonly streamIds: string;
  /** How its callers name all slots; undefined where they just leave the list out. */
  readonly allSlots?: string;
}

/** The reserved name `all` stands, alone, for all slots. */
export const standsForAll = (names: readonly string[]): names is readonly ['all'] =>
  names.length === 1 && names[0] === 'all';

/**
 * The slots of these names, each once, also those that have expired.
 * @param allowUnknown leaves out names that no slot has, instead of rejecting them
 * @throws {RequestError} UNKNOWN_STREAM_ID for names that no slot has, AMBIGUOUS_NAME for one with two meanings
 */
export function resolveNames(slots: Slots, names: readonly string[], allowUnknown = false): Slot[] {
  const found = names.map((name) => ({ name, meaning: meaningOf(slots, name) }));
  for (const { name, meaning } of found)
    if (meaning.kind === 'ambiguous') throw ambiguous(name, meaning.slots);
  const unknown = found.filter(({ meaning }) => meaning.kind === 'unknown').map(({ name }) => name);
  if (unknown.length > 0 && !allowUnknown) throw unknownNames(slots, unknown);
  return [...new Set(found.flatMap(({ meaning }) => (meaning.kind === 'slot' ? [meaning.slot] : [])))];
}

export function unknownNames(slots: Slots, unknown: readonly string[]): RequestError {
  return new RequestError('UNKNOWN_STREAM_ID', nobodyIs(slots, unknown), {
    unknown,
    known: knownNames(slots),
  });
}

/** Nothing has been heard that could be commanded. */
export function noSlots(): RequestError {
  return new RequestError(
    'NO_LIVE_INSTANCE',
    'No slot has been heard on the network: check that the agents run and use this realm.',
    { skipped: [] },
  );
}

export function nobodyIs(slots: Slots, names: readonly string[]): string {
  return `No slot is named ${names.join(', ')}. Known are: ${knownNames(slots).join(', ') || 'none'}.`;
}

function ambiguous(name: string, slots: Slots): RequestError {
  const addresses = slots.map(({ address }) => address);
  return new RequestError(
    'AMBIGUOUS_NAME',
    `${name} stands for more than one slot: ${addresses.join(' and ')}. Use one of these addresses.`,
    { name, addresses },
  );
}

/** A list of names that selects nothing is a mistake, never "all". @throws {RequestError} NOTHING_SELECTED */
export function requireNames(slots: Slots, names: readonly string[], words: NameWords): void {
  if (names.length > 0) return;
  const { streamIds, allSlots } = words;
  const remedy =
    allSlots === undefined ? 'Leave it out for all.' : `Name the slots, or use ${allSlots} for all.`;
  throw new RequestError(
    'NOTHING_SELECTED',
    `${streamIds} is an empty list, which selects nothing. ${remedy}`,
    { known: knownNames(slots) },
  );
}
