import { requireScan } from './initial-scan.js';
import type { Registry } from './registry.js';
import { type NameWords, noSlots, requireNames, resolveNames, standsForAll } from './resolve-names.js';
import type { Slot } from './slot.js';

/**
 * The slots to mark: the named slots. The name `all` selects every slot, including expired slots. Names are required, so
 * nobody marks all slots by mistake.
 * @throws {RequestError} NOT_READY before the scan is complete, or if a name is invalid
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
