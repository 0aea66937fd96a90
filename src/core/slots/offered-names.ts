import { RequestError } from '../errors.js';
import type { Slot } from './slot.js';

type Slots = readonly Slot[];

/** The names of all operations of all slots, from heartbeats and get_api. */
export function knownOperations(slots: Slots): string[] {
  return sorted(slots.flatMap(({ api, opCodes }) => [...opCodes.keys(), ...(api?.operations.keys() ?? [])]));
}

/** The names of all feeds of all slots, except the heartbeat. */
export function knownFeeds(slots: Slots): string[] {
  return sorted(slots.flatMap(({ api }) => api?.feeds ?? []).filter((name) => name !== 'heartbeat'));
}

/** @throws {RequestError} UNKNOWN_OPERATION if no slot has one of the names */
export function requireOperations(slots: Slots, names: readonly string[]): void {
  reject('UNKNOWN_OPERATION', 'operation', names, knownOperations(slots));
}

/**
 * While get_api of a live slot is unavailable, its feeds are unknown: names are then not checked.
 * @throws {RequestError} UNKNOWN_FEED if no slot has one of the names
 */
export function requireFeeds(slots: Slots, names: readonly string[]): void {
  if (slots.some(({ api, expired }) => api === null && !expired)) return;
  reject('UNKNOWN_FEED', 'feed', names, knownFeeds(slots));
}

function reject(
  code: 'UNKNOWN_OPERATION' | 'UNKNOWN_FEED',
  what: string,
  names: readonly string[],
  known: readonly string[],
): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const list = known.join(', ') || 'none';
  throw new RequestError(code, `No slot has the ${what} ${unknown.join(', ')}. Known ${what}s: ${list}.`, {
    unknown,
    known,
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
