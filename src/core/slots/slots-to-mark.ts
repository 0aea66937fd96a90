import { requireScan } from './initial-scan.js';
import type { Registry } from './registry.js';
import { type NameWords, noSlots, requireNames, resolveNames, standsForAll } from './resolve-names.js';
import type { Slot } from './slot.js';

/**
 * The slots that somebody marks: those of these names, or by `all` every one, also the expired ones. The names
 * cannot be left out, so that nobody marks every slot by mistake.
 * @throws {RequestError} NOT_READY while names cannot be judged, or what is wrong with one of them
 */
export function slotsToMark(
  { slots, scan }: Pick<Registry, 'slots' | 'scan'>,
  names: readonly string[],
  words: NameWords,
): readonly Slot[] {
  requireNames(slots, names, words);
  requireScan(scan);
  if (!standsForAll(names)) return resolveNames(slots, names);
  if (slots.length === 0) throw noSlots();
  return slots;
}
