import type { Core } from '../core/core.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { requireNames, resolveNames } from '../core/slots/resolve-names.js';
import type { Slot } from '../core/slots/slot.js';
import { createSlotFilter, type SlotFilter } from '../core/slots/slot-filter.js';
import { builder } from './builder.js';
import type { Context } from './context.js';

/** Maximum time that a new subscription waits for the end of the initial scan. */
const SCAN_WAIT_MS = 30_000;

const WORDS = { streamIds: 'streamIds' };

/** The arguments that select slots, in every list and subscription of slots. */
export const slotNameArgs = builder.args((t) => ({
  streamIds: t.idList({
    description:
      'Only slots with these names: stream ids, instance ids, addresses, ids or groups. Defaults to all slots.',
  }),
  allowUnknown: t.boolean({
    defaultValue: false,
    description: 'Accept names that belong to no slot (yet). By default they are rejected.',
  }),
}));

export interface SlotNames {
  readonly streamIds?: readonly string[] | null | undefined;
  readonly allowUnknown?: boolean | null | undefined;
}

/**
 * The slots with these names.
 * @throws {RequestError} NOT_READY during the initial scan, or the error in one of the names
 */
export function slotsNamed({ registry }: Core, names: readonly string[], allowUnknown = false): Slot[] {
  requireNames(registry.slots, names, WORDS);
  if (!allowUnknown) requireScan(registry.scan);
  return resolveNames(registry.slots, names, allowUnknown);
}

/** The slots that a subscription follows, including slots that are found later. */
export interface FollowedSlots {
  /** Equal for equal names. */
  readonly key: string;
  readonly includes: SlotFilter;
}

/** Resolves when the initial scan is complete, or after at most `SCAN_WAIT_MS`. */
export function waitForScan({ core, closing }: Pick<Context, 'core' | 'closing'>): Promise<void> {
  return core.registry.scan.done(SCAN_WAIT_MS, closing);
}

/**
 * Waits for the initial scan, then checks names of operations or feeds.
 * @param names null for all, which needs no check
 * @throws {RequestError} NOT_READY, or if no slot has one of the names
 */
export async function checkNames(
  names: readonly string[] | null,
  { allowUnknown }: SlotNames,
  check: (slots: readonly Slot[], names: readonly string[]) => void,
  context: Pick<Context, 'core' | 'closing'>,
): Promise<void> {
  if (names === null || allowUnknown) return;
  await waitForScan(context);
  const { registry } = context.core;
  requireScan(registry.scan);
  check(registry.slots, names);
}

/** The same as {@link slotsNamed}, but waits for the initial scan. */
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
