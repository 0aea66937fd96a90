import { RequestError } from '../errors.js';
import { requireScan } from './initial-scan.js';
import { knownNames } from './names.js';
import type { Registry } from './registry.js';
import { type NameWords, noSlots, resolveNames, standsForAll } from './resolve-names.js';
import type { Slot } from './slot.js';

/** What a face calls the names, and how its callers name all slots. */
export interface MarkWords extends NameWords {
  readonly allSlots: string;
}

/**
 * The slots that somebody marks: those of these names, or by `all` every one, also the expired ones. The names
 * cannot be left out, so that nobody marks every slot by mistake.
 * @throws {RequestError} NOT_READY while names cannot be judged, or what is wrong with one of them
 */
export function slotsToMark(
  { slots, scan }: Pick<Registry, 'slots' | 'scan'>,
  names: readonly string[],
  words: MarkWords,
): readonly Slot[] {
  if (names.length === 0) {
    throw new RequestError(
      'NOTHING_SELECTED',
      `${words.streamIds} is an empty list, which selects nothing. Name the slots, or use ${words.allSlots} for all.`,
      { known: knownNames(slots) },
    );
  }
  requireScan(scan);
  if (!standsForAll(names)) return resolveNames(slots, names);
  if (slots.length === 0) throw noSlots();
  return slots;
}
