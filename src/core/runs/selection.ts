import { RequestError } from '../errors.js';
import { allNamed, knownNames, meaningOf, rivalsOf, slotsMeant } from '../slots/names.js';
import {
  type NameWords,
  nobodyIs,
  noSlots,
  requireNames,
  resolveNames,
  standsForAll,
  unknownNames,
} from '../slots/resolve-names.js';
import { activeOperations, confirmedStreamId, displayName, type Slot } from '../slots/slot.js';
import type { SlotMarks } from '../slots/slot-marks.js';
import type { RunSlot, SkipCode, SkippedSlot } from './run.js';
import type { StartRequest } from './run-request.js';
import { counted } from './run-summary.js';

type Slots = readonly Slot[];
type Marks = Pick<SlotMarks, 'outOfService' | 'unresolved'>;

/** The slots of a new run, and the slots that a run on "all" skips. */
export interface Selection {
  readonly chosen: Slots;
  readonly skipped: readonly SkippedSlot[];
}

export interface SelectionRequest {
  /** Null, or `['all']`, for all slots. */
  readonly streamIds: readonly string[] | null;
  readonly operation: string;
  /** Also select slots with an unresolved outcome. */
  readonly force: boolean;
  /** Skip named slots that cannot be commanded, instead of rejecting the request. */
  readonly skipUnavailable: boolean;
  readonly words: SelectionWords;
}

export interface SelectionWords extends NameWords {
  /** How the caller selects all slots. */
  readonly allSlots: string;
  /** How the caller sets `force`. */
  readonly withForce: string;
}

export const isAll = (names: readonly string[] | null): names is null | readonly ['all'] =>
  names === null || standsForAll(names);

/** Used if a start must name its slots. @throws {RequestError} SLOTS_REQUIRED */
export function requireSlots({ streamIds, words }: Pick<SelectionRequest, 'streamIds' | 'words'>): void {
  if (streamIds !== null) return;
  throw new RequestError(
    'SLOTS_REQUIRED',
    `${words.streamIds} is missing, but this server requires it: name the slots, or use ${words.allSlots} for all.`,
  );
}

/** @throws {RequestError} TOO_FEW_SLOTS if fewer than `minSlots` slots can be commanded */
export function requireEnough(
  { chosen, skipped }: Selection,
  { minSlots, words }: Pick<StartRequest, 'minSlots' | 'words'>,
): void {
  if (minSlots === null || chosen.length >= minSlots) return;
  throw new RequestError(
    'TOO_FEW_SLOTS',
    `Only ${counted(chosen.length)} can be commanded, but ${words.minSlots} is ${minSlots}.`,
    { minSlots, slots: chosen.map(({ instanceId }) => instanceId), skipped },
  );
}

/**
 * Selects the slots of a new run: the named slots, or all slots that can be commanded.
 * @throws {RequestError} if a name is invalid, or a named slot or the operation cannot be used
 */
export function selectForRun(slots: Slots, request: SelectionRequest, marks: Marks): Selection {
  const { streamIds, operation, force } = request;
  const selection = isAll(streamIds) ? all(slots, marks, force) : named(slots, streamIds, request, marks);
  requireOperation(selection.chosen, operation);
  return selection;
}

/** The slots that a request asks for, even if it would be rejected. */
export function slotsOf(
  slots: Slots,
  { streamIds: names, force, skipUnavailable }: Pick<StartRequest, 'streamIds' | 'force' | 'skipUnavailable'>,
  marks: Marks,
): Selection {
  if (isAll(names)) return divide(slots, (slot) => obstacleTo(slot, slots, marks, force));
  const chosen = [...allNamed(slots, names)];
  if (!skipUnavailable) return { chosen, skipped: [] };
  return divide(chosen, (slot) => obstacleToNamed(slot, slots, marks, force));
}

/** The slots that a run commands, and the slots that it skips. */
export function divide(
  slots: Slots,
  obstacleOf: (slot: Slot) => Pick<SkippedSlot, 'code' | 'reason' | 'brief'> | null,
): Selection {
  const skipped: SkippedSlot[] = [];
  const chosen = slots.filter((slot) => {
    const obstacle = obstacleOf(slot);
    if (!obstacle) return true;
    const { address, instanceId } = slot;
    skipped.push({ address, instanceId, streamId: confirmedStreamId(slot) ?? slot.streamId, ...obstacle });
    return false;
  });
  return { chosen, skipped };
}

function all(slots: Slots, marks: Marks, force: boolean): Selection {
  return some(divide(slots, (slot) => obstacleTo(slot, slots, marks, force)));
}

function some(selection: Selection): Selection {
  if (selection.chosen.length > 0) return selection;
  throw none(selection.skipped);
}

type Unfit = Pick<SkippedSlot, 'streamId' | 'instanceId' | 'code' | 'reason'>;

function none(skipped: readonly Unfit[]): RequestError {
  if (skipped.length === 0) return noSlots();
  const reasons = skipped.map((slot) => `${slot.streamId ?? slot.instanceId}: ${slot.reason}`);
  return new RequestError('NO_LIVE_INSTANCE', `No slot can be commanded. ${reasons.join(' ')}`, {
    skipped: skipped.map(({ instanceId, code, reason }) => ({ instanceId, code, reason })),
  });
}

type Obstacle = Pick<SkippedSlot, 'reason' | 'brief'> & { readonly code: Exclude<SkipCode, 'NOT_ALLOWED'> };

/** Why a slot cannot be commanded; null if it can. */
function obstacleTo(slot: Slot, slots: Slots, marks: Marks, force: boolean): Obstacle | null {
  if (slot.expired) return expiry(slot);
  const outOfService = marks.outOfService(slot.address);
  if (outOfService) {
    const { since, by, reason } = outOfService;
    const who = by === null ? '' : ` by ${by}`;
    return {
      code: 'OUT_OF_SERVICE',
      reason: `Out of service since ${since.toISOString()}${who} (reason: ${withoutStop(reason)}).`,
      brief: 'out of service',
    };
  }
  const outcome = marks.unresolved(slot.address).at(-1);
  if (outcome && !force) {
    const { operation, status, runId } = outcome;
    return {
      code: 'OUTCOME_UNKNOWN',
      reason: `The outcome of ${operation} is unknown: it was ${status} in run ${runId}.`,
      brief: `outcome of ${operation} unknown`,
    };
  }
  const rivals = rivalsOf(slots, slot);
  if (rivals.length === 0) return null;
  const names = rivals.map(({ instanceId }) => instanceId).join(' and ');
  return {
    code: 'NAME_CONFLICT',
    reason: `${names} also ${rivals.length === 1 ? 'reports' : 'report'} the stream id ${slot.streamId}.`,
    brief: `stream id also reported by ${names}`,
  };
}

/** Why a named slot cannot be commanded. A slot that is named by its instance id can be, even if its stream id is ambiguous. */
export function obstacleToNamed(slot: Slot, slots: Slots, marks: Marks, force: boolean) {
  const obstacle = obstacleTo(slot, slots, marks, force);
  return obstacle === null || obstacle.code === 'NAME_CONFLICT' ? null : { ...obstacle, code: obstacle.code };
}

function expiry({ lastRefresh }: Slot): Obstacle {
  return { code: 'EXPIRED', reason: `No heartbeat since ${lastRefresh.toISOString()}.`, brief: 'expired' };
}

/** A text of a user, to be followed by our own punctuation. */
const withoutStop = (text: string) => text.replace(/[.\s]+$/, '');

/**
 * The errors for named slots that a run on "all" would skip. The message is the name of the slot, the verb, the reason
 * and the remedy.
 */
const REJECTIONS = {
  EXPIRED: { code: 'EXPIRED_INSTANCE', verb: 'has expired:', remedy: () => '' },
  OUT_OF_SERVICE: {
    code: 'OUT_OF_SERVICE',
    verb: 'is',
    remedy: (_words: SelectionWords, count: number) =>
      ` Put ${count === 1 ? 'this slot' : 'these slots'} back into service first.`,
  },
  OUTCOME_UNKNOWN: {
    code: 'UNACKNOWLEDGED',
    verb: 'cannot be commanded, because',
    remedy: ({ withForce }: SelectionWords, count: number) =>
      ` The operation may still be running. Check and acknowledge ${count === 1 ? 'this slot' : 'these slots'}, ` +
      `or repeat the request with ${withForce}.`,
  },
} as const;

function named(
  slots: Slots,
  names: readonly string[],
  { force, skipUnavailable, words }: SelectionRequest,
  marks: Marks,
): Selection {
  requireNames(slots, names, words);
  const chosen = resolveNames(slots, names);
  const unconfirmed = names.filter((name) => chosen.some((slot) => isUnconfirmed(slot, name)));
  if (unconfirmed.length > 0) throw unknownNames(slots, unconfirmed);
  const obstacleOf = (slot: Slot) => obstacleToNamed(slot, slots, marks, force);
  if (skipUnavailable) return some(divide(chosen, obstacleOf));
  const obstacles = chosen.flatMap((slot) => {
    const obstacle = obstacleOf(slot);
    return obstacle ? [{ slot, ...obstacle }] : [];
  });
  const [first] = obstacles;
  if (!first) return { chosen, skipped: [] };
  const { code, verb, remedy } = REJECTIONS[first.code];
  const same = obstacles.filter((obstacle) => obstacle.code === first.code);
  const reasons = same.map(({ slot, reason }) => `${displayName(slot)} ${verb} ${inSentence(reason)}`);
  throw new RequestError(code, reasons.join(' ') + remedy(words, same.length), {
    slots: same.map(({ slot }) => displayName(slot)),
    known: knownNames(slots),
  });
}

const inSentence = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** A live agent that has not reported its stream id since its start may have another stream id now. */
function isUnconfirmed(slot: Slot, name: string): boolean {
  return slot.streamId === name && !slot.streamIdConfirmed && !slot.expired;
}

function requireOperation(chosen: Slots, operation: string): void {
  if (chosen.some(({ api }) => api === null || api.operations.has(operation))) return;
  const known = [...new Set(chosen.flatMap(({ api }) => [...(api?.operations.keys() ?? [])]))].sort();
  throw new RequestError(
    'UNKNOWN_OPERATION',
    `None of the chosen slots has the operation ${operation}. Known operations: ${known.join(', ')}.`,
    { operation, known },
  );
}

/** A slot of a run, with what is sent to it in addition to the parameters of the run. */
export interface SlotTarget extends Pick<RunSlot, 'params' | 'isTagged'> {
  readonly slot: Slot;
}

/** A slot of a run, or a name that no slot has. */
export type RunTarget =
  | (Partial<SlotTarget> & Pick<SlotTarget, 'slot'>)
  | { readonly unknown: string; readonly reason: string };

/** All slots that have not expired, and expired slots where `operation` was active at the last heartbeat. */
export function reachedByStop(slots: Slots, operation: string): Slots {
  return slots.filter((slot) => !slot.expired || activeOperations(slot).includes(operation));
}

/**
 * Selects the slots of a stop or an abort. Names are never rejected: an unknown name gets an outcome, and a name of
 * two slots selects both. Without names, or with `all`, it selects the slots of {@link reachedByStop}.
 */
export function selectForStop(
  slots: Slots,
  names: readonly string[] | null,
  operation: string,
  words: NameWords,
): RunTarget[] {
  if (isAll(names)) {
    const reached = reachedByStop(slots, operation);
    if (reached.length > 0) return reached.map((slot) => ({ slot }));
    throw none(slots.map((slot) => ({ ...slot, ...expiry(slot) })));
  }
  return selectNamedForStop(slots, names, words);
}

/** The slots with these names. A name that no slot has is returned with the reason. */
export function selectNamedForStop(slots: Slots, names: readonly string[], words: NameWords): RunTarget[] {
  requireNames(slots, names, words);
  const found = new Set<Slot>();
  const unknown: RunTarget[] = [];
  for (const name of new Set(names)) {
    const meaning = meaningOf(slots, name);
    if (meaning.kind === 'unknown') unknown.push({ unknown: name, reason: nobodyIs(slots, [name]) });
    else for (const slot of slotsMeant(meaning)) found.add(slot);
  }
  return [...[...found].map((slot) => ({ slot })), ...unknown];
}
