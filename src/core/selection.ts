import { RequestError } from './errors.js';
import { activeOperations, displayName, type ManagedSmurfInstance } from './instance.js';
import type { SkippedSlot } from './run.js';
import type { SlotNotes } from './slot-notes.js';

type Instances = readonly ManagedSmurfInstance[];

/** Live instances that claim `streamId` since their present start. */
function liveClaims(instances: Instances, streamId: string): Instances {
  return instances.filter((one) => one.streamId === streamId && one.streamIdConfirmed && !one.expired);
}

/**
 * Finds the instance that a name means: a stream id first, then an instance id or an address. A live claim to
 * a stream id beats a remembered or expired one.
 * @throws {RequestError} STREAM_ID_CONFLICT if two live agents claim the stream id
 */
export function findByName(instances: Instances, name: string): ManagedSmurfInstance | undefined {
  const claims = liveClaims(instances, name);
  if (claims.length > 1) {
    const claimants = claims.map(({ instanceId }) => instanceId);
    throw new RequestError(
      'STREAM_ID_CONFLICT',
      `${claimants.join(' and ')} both say that they are ${name}: use their instance ids.`,
      { streamId: name, instanceIds: claimants },
    );
  }
  return (
    claims[0] ??
    instances.find(({ instanceId, address }) => instanceId === name || address === name) ??
    instances.find(({ streamId }) => streamId === name)
  );
}

/** The names that a caller can use right now. */
export function knownNames(instances: Instances): string[] {
  return instances
    .filter(({ expired }) => !expired)
    .map(displayName)
    .sort();
}

/**
 * The slots that people name, also those that have expired, each once.
 * @throws {RequestError} if a name is nobody's
 */
export function findAllByName(instances: Instances, names: readonly string[]): ManagedSmurfInstance[] {
  const found = names.map((name) => ({ name, instance: findByName(instances, name) }));
  const unknown = found.flatMap(({ name, instance }) => (instance ? [] : [name]));
  if (unknown.length > 0) throw unknownStreamId(instances, 'slot', unknown);
  return distinct(found.flatMap(({ instance }) => instance ?? []));
}

function unknownStreamId(instances: Instances, what: string, unknown: readonly string[]): RequestError {
  return new RequestError('UNKNOWN_STREAM_ID', nobodyIs(instances, what, unknown), {
    unknown,
    known: knownNames(instances),
  });
}

function nobodyIs(instances: Instances, what: string, unknown: readonly string[]): string {
  return `No ${what} is named ${unknown.join(', ')}. Known are: ${knownNames(instances).join(', ') || 'none'}.`;
}

/** The slots of a new run, and those that "all" leaves out. */
export interface Selection {
  readonly chosen: readonly ManagedSmurfInstance[];
  readonly skipped: readonly SkippedSlot[];
}

/**
 * Chooses the slots of a new run: those named, or all that are neither expired nor out of service.
 * @param force also slots whose last run was LOST or TIMED_OUT and that nobody has acknowledged
 * @throws {RequestError} whole, before anything starts, if a name, a slot or the operation stands against it
 */
export function selectForRun(
  instances: Instances,
  names: readonly string[] | null,
  operation: string,
  notes: Pick<SlotNotes, 'outOfService' | 'concern'>,
  force: boolean,
): Selection {
  const meant = names === null ? allLive(instances) : named(instances, names);
  const skipped = meant.flatMap((instance) => skippedSlot(instance, notes));
  const left = new Set(skipped.map(({ address }) => address));
  const chosen = meant.filter(({ address }) => !left.has(address));
  if (skipped.length > 0 && (names !== null || chosen.length === 0)) {
    throw new RequestError(
      'OUT_OF_SERVICE',
      `${skipped.map(({ instanceId, reason }) => `${instanceId}: ${reason}`).join(' ')} Set it in service first.`,
      { slots: skipped.map(({ instanceId }) => instanceId) },
    );
  }
  requireOperation(chosen, operation);
  if (!force) requireAcknowledged(chosen, notes);
  return { chosen, skipped };
}

function skippedSlot(instance: ManagedSmurfInstance, notes: Pick<SlotNotes, 'outOfService'>): SkippedSlot[] {
  const note = notes.outOfService(instance.address);
  if (!note) return [];
  const { address, instanceId, streamId } = instance;
  const by = note.by === null ? '' : ` by ${note.by}`;
  const reason = `Out of service since ${note.since.toISOString()}${by}: ${note.reason}.`;
  return [{ address, instanceId, streamId, reason }];
}

function requireOperation(chosen: Instances, operation: string): void {
  if (chosen.some((one) => one.api === null || one.api.operations.has(operation))) return;
  const known = [...new Set(chosen.flatMap((one) => [...(one.api?.operations.keys() ?? [])]))].sort();
  throw new RequestError(
    'UNKNOWN_OPERATION',
    `None of the chosen slots has an operation "${operation}". They have: ${known.join(', ')}.`,
    { operation, known },
  );
}

function requireAcknowledged(chosen: Instances, notes: Pick<SlotNotes, 'concern'>): void {
  const doubtful = chosen.flatMap((one) => {
    const concern = notes.concern(one.address);
    return concern ? [{ name: displayName(one), concern }] : [];
  });
  if (doubtful.length === 0) return;
  const list = doubtful.map(({ name, concern }) => `${name} (${concern.operation}: ${concern.status})`);
  throw new RequestError(
    'UNACKNOWLEDGED',
    `The last run on ${list.join(', ')} was given up and the slot may still act. ` +
      'Look at it and acknowledge, or ask again with force: true.',
    { slots: doubtful.map(({ name }) => name) },
  );
}

function allLive(instances: Instances): ManagedSmurfInstance[] {
  const live = instances.filter(({ expired }) => !expired);
  if (live.length > 0) return live;
  throw new RequestError(
    'NO_LIVE_INSTANCE',
    instances.length === 0
      ? 'No PysmurfController has been heard on the network: check that the agents run and use this realm.'
      : 'Every known slot has expired: no PysmurfController sends heartbeats.',
    { expired: instances.map(displayName) },
  );
}

function named(instances: Instances, names: readonly string[]): ManagedSmurfInstance[] {
  if (names.length === 0) {
    throw new RequestError(
      'NOTHING_SELECTED',
      'streamIds is an empty list, which selects nothing. Leave it out to command all live slots.',
      { known: knownNames(instances) },
    );
  }
  const found = names.map((name) => ({ name, instance: findByName(instances, name) }));
  const unknown = found.filter(({ name, instance }) => !instance || isStale(instance, name));
  if (unknown.length > 0) {
    throw unknownStreamId(
      instances,
      'live slot',
      unknown.map(({ name }) => name),
    );
  }
  const chosen = distinct(found.flatMap(({ instance }) => instance ?? []));
  const expired = chosen.filter((one) => one.expired);
  if (expired.length > 0) {
    const list = expired.map((one) => one.streamId ?? one.instanceId);
    throw new RequestError(
      'EXPIRED_INSTANCE',
      `${list.join(', ')} cannot be commanded: no heartbeat since ${expired[0]?.lastRefresh.toISOString()}.`,
      { expired: list, known: knownNames(instances) },
    );
  }
  return chosen;
}

/** A live agent that has not confirmed its stream id since its start may be another slot by now. */
function isStale(instance: ManagedSmurfInstance, name: string): boolean {
  return instance.streamId === name && !instance.streamIdConfirmed && !instance.expired;
}

/** A slot that is to be stopped: an instance, or a name that nobody has. */
export type HaltTarget =
  | { readonly instance: ManagedSmurfInstance }
  | { readonly unknown: string; readonly reason: string };

/**
 * Chooses the slots of a stop or an abort. Never refuses for a name: what is unknown gets its own outcome.
 * Without names it is all that are not expired, and the expired ones that were last seen doing `operation`.
 */
export function selectForHalt(
  instances: Instances,
  names: readonly string[] | null,
  operation: string,
): HaltTarget[] {
  if (names === null) {
    const meant = instances.filter((one) => !one.expired || activeOperations(one).includes(operation));
    return (meant.length > 0 ? meant : allLive(instances)).map((instance) => ({ instance }));
  }
  if (names.length === 0) {
    throw new RequestError('NOTHING_SELECTED', 'streamIds is an empty list, which selects nothing.', {
      known: knownNames(instances),
    });
  }
  const found: ManagedSmurfInstance[] = [];
  const unknown: HaltTarget[] = [];
  for (const name of new Set(names)) {
    const meant = meantBy(instances, name);
    if (meant.length === 0) {
      unknown.push({ unknown: name, reason: nobodyIs(instances, 'slot', [name]) });
    }
    found.push(...meant);
  }
  return [...distinct(found).map((instance) => ({ instance })), ...unknown];
}

/** Where two claim a stream id, stopping both is the safe reading. */
function meantBy(instances: Instances, name: string): Instances {
  const claims = liveClaims(instances, name);
  if (claims.length > 0) return claims;
  const one = findByName(instances, name);
  return one ? [one] : [];
}

function distinct(instances: Instances): ManagedSmurfInstance[] {
  return [...new Set(instances)];
}
