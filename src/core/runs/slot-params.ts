import { parseParameters } from '../../ocs/docstring.js';
import { badInput } from '../errors.js';
import { resolveNames } from '../slots/resolve-names.js';
import { displayName, type Slot } from '../slots/slot.js';
import { type Params, TAG } from './run.js';
import type { StartRequest } from './run-request.js';
import type { Selection, SlotTarget } from './selection.js';

type Slots = readonly Slot[];

/**
 * Checks that every name in `slotParams` is a slot of the request, and that no slot is named twice.
 * @throws {RequestError}
 */
export function requireSlotParams(
  slots: Slots,
  { chosen, skipped }: Selection,
  { slotParams, words }: Pick<StartRequest, 'slotParams' | 'words'>,
): void {
  const given = slotParams
    .flatMap(({ streamIds }) => streamIds)
    .flatMap((name) => resolveNames(slots, [name]));
  const named = [...new Set(given)];
  const twice = named.filter((slot) => given.filter((one) => one === slot).length > 1);
  if (twice.length > 0) {
    throw badInput(`${words.slotParams} names ${twice.map(displayName).join(', ')} more than once.`);
  }
  const known = new Set([...chosen, ...skipped].map(({ address }) => address));
  const others = named.filter(({ address }) => !known.has(address));
  if (others.length === 0) return;
  const which = others.map(displayName).join(', ');
  throw badInput(`${words.slotParams} names ${which}, but the request does not command ${which}.`);
}

/** The chosen slots of a request, each with its own parameters. Does not check the names. */
export function targetsOf(
  slots: Slots,
  chosen: Slots,
  { operation, params, slotParams, tagWithRunId }: StartRequest,
): SlotTarget[] {
  const own = new Map<string, Params>();
  for (const { streamIds, params } of slotParams) {
    for (const name of streamIds) {
      for (const { address } of resolveNames(slots, [name], true)) own.set(address, params);
    }
  }
  // An agent that has not described its operations yet is taken to have those of the others.
  const othersTakeTag = slots.some((slot) => takesTag(slot, operation));
  return chosen.map((slot) => {
    const slotOnly = own.get(slot.address) ?? null;
    const hasTag = slot.api ? takesTag(slot, operation) : othersTakeTag;
    const isTagged = tagWithRunId && hasTag && !(TAG in { ...params, ...slotOnly });
    return { slot, params: slotOnly, isTagged };
  });
}

function takesTag({ api }: Slot, operation: string): boolean {
  const docstring = api?.operations.get(operation)?.docstring ?? null;
  return docstring !== null && parseParameters(docstring).some(({ name }) => name === TAG);
}
