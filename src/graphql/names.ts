import type { Core } from '../core/core.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { requireNames, resolveNames } from '../core/slots/resolve-names.js';
import type { Slot } from '../core/slots/slot.js';
import { createSlotFilter, type SlotFilter } from '../core/slots/slot-filter.js';
import { builder } from './builder.js';
import type { Context } from './context.js';

/** A subscription that comes before the initial scan is complete waits for it so long. */
const SCAN_WAIT_MS = 30_000;

const WORDS = { streamIds: 'streamIds' };

/** The arguments that choose slots, wherever slots are shown. */
export const slotNameArgs = builder.args((t) => ({
  streamIds: t.idList({
    description:
      'Only the slots of these names: stream ids, instance ids, addresses or ids. Defaults to all slots.',
  }),
  allowUnknown: t.boolean({
    defaultValue: false,
    description: 'Accept names that no slot has, or has yet. By default they are rejected.',
  }),
}));

export interface SlotNames {
  readonly streamIds?: readonly string[] | null | undefined;
  readonly allowUnknown?: boolean | null | undefined;
}

/**
 * The slots of these names.
 * @throws {RequestError} NOT_READY while names cannot be judged, or what is wrong with one of them
 */
export function slotsNamed({ registry }: Core, names: readonly string[], allowUnknown = false): Slot[] {
  requireNames(registry.slots, names, WORDS);
  if (!allowUnknown) requireScan(registry.scan);
  return resolveNames(registry.slots, names, allowUnknown);
}

/** The slots that a subscription follows, also those that come later. */
export interface FollowedSlots {
  /** The same for the same names. */
  readonly key: string;
  readonly includes: SlotFilter;
}

/** Until names can be judged, within bounds. */
export function waitForScan({ core, closing }: Pick<Context, 'core' | 'closing'>): Promise<void> {
  return core.registry.scan.done(SCAN_WAIT_MS, closing);
}

/**
 * Waits until names can be judged, and judges those of operations or feeds.
 * @param names null for all, which needs no judgement
 * @throws {RequestError} NOT_READY, or for names that no slot has
 */
export async function judgeNames(
  names: readonly string[] | null,
  { allowUnknown }: SlotNames,
  judge: (slots: readonly Slot[], names: readonly string[]) => void,
  context: Pick<Context, 'core' | 'closing'>,
): Promise<void> {
  if (names === null || allowUnknown) return;
  await waitForScan(context);
  const { registry } = context.core;
  requireScan(registry.scan);
  judge(registry.slots, names);
}

/** As {@link slotsNamed}, but waits until names can be judged. */
export async function slotsToFollow(
  { streamIds = null, allowUnknown }: SlotNames,
  context: Pick<Context, 'core' | 'closing'>,
): Promise<FollowedSlots> {
  const { registry } = context.core;
  if (streamIds !== null) {
    if (streamIds.length > 0 && !allowUnknown) await waitForScan(context);
    slotsNamed(context.core, streamIds, allowUnknown ?? false);
  }
  const names = streamIds && [...new Set(streamIds)].sort();
  return { key: JSON.stringify(names), includes: createSlotFilter(names, () => registry.slots) };
}
