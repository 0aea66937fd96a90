import { RequestError } from '../errors.js';
import { isAmbiguous, surelyNamed } from '../slots/names.js';
import { displayName, type Slot } from '../slots/slot.js';
import type { Run } from './run.js';
import type { Allowed, StartRequest } from './run-request.js';
import { divide, isAll, type Selection } from './selection.js';

type Asked = Pick<StartRequest, 'streamIds' | 'skipUnavailable' | 'allowed'>;

/** @throws {RequestError} FORBIDDEN */
export function requireAllowedOperation(operation: string, allowed: Allowed | undefined): void {
  const known = allowed?.operations ?? null;
  if (known === null || known.includes(operation)) return;
  const may = `Your token allows ${known.join(', ') || 'none'}.`;
  throw new RequestError('FORBIDDEN', `You may not start ${operation}. ${may}`, { operation, known });
}

/** @throws {RequestError} FORBIDDEN if one of the slots `wanted` is not allowed */
export function requireAllowedSlots(
  slots: readonly Slot[],
  wanted: readonly Slot[],
  allowed: Allowed | undefined,
): void {
  const forbidden = forbiddenAmong(slots, wanted, allowed);
  if (forbidden.length === 0) return;
  const names = forbidden.map(displayName);
  const known = allowed?.slots ?? [];
  const unclear = known.filter((name) => isAmbiguous(slots, name));
  const why = unclear.length > 0 ? ` More than one slot has the name ${unclear.join(' or ')}.` : '';
  const may = `Your token allows ${known.join(', ') || 'none'}.${why}`;
  throw new RequestError('FORBIDDEN', `You may not command ${names.join(', ')}. ${may}`, {
    slots: names,
    known,
  });
}

/** For a run that goes on. @throws {RequestError} FORBIDDEN */
export function requireAllowedRun(slots: readonly Slot[], run: Run, allowed: Allowed): void {
  requireAllowedOperation(run.operation, allowed);
  const addresses = new Set(run.slots.map(({ address }) => address));
  requireAllowedSlots(
    slots,
    slots.filter(({ address }) => addresses.has(address)),
    allowed,
  );
}

/**
 * The selection without slots that are not allowed. A request that skips slots that cannot be commanded skips these, too.
 * @throws {RequestError} FORBIDDEN if it does not, or if no slot is left
 */
export function withinAllowed(slots: readonly Slot[], selection: Selection, request: Asked): Selection {
  const allowed = withoutForbidden(slots, selection, request);
  if (allowed.chosen.length > 0 && skips(request)) return allowed;
  requireAllowedSlots(slots, selection.chosen, request.allowed);
  return selection;
}

/** The same, even if the request would be rejected. */
export function withoutForbidden(slots: readonly Slot[], selection: Selection, request: Asked): Selection {
  if (!skips(request)) return selection;
  const forbidden = forbiddenAmong(slots, selection.chosen, request.allowed);
  if (forbidden.length === 0) return selection;
  const { chosen, skipped } = divide(selection.chosen, (slot) =>
    forbidden.includes(slot) ? NOT_ALLOWED : null,
  );
  return { chosen, skipped: [...selection.skipped, ...skipped] };
}

const NOT_ALLOWED = {
  code: 'NOT_ALLOWED',
  reason: 'The token of the user does not allow this slot.',
  brief: 'not allowed',
} as const;

const skips = ({ streamIds, skipUnavailable }: Asked) => isAll(streamIds) || skipUnavailable;

function forbiddenAmong(
  slots: readonly Slot[],
  wanted: readonly Slot[],
  allowed: Allowed | undefined,
): readonly Slot[] {
  const names = allowed?.slots ?? null;
  if (names === null) return [];
  const may = surelyNamed(slots, names);
  return wanted.filter((slot) => !may.has(slot));
}
