import { RequestError } from '../errors.js';
import type { Slot } from './slot.js';

type Slots = readonly Slot[];

/** The operations that any slot has, by its heartbeats and its get_api. */
export function knownOperations(slots: Slots): string[] {
  return sorted(slots.flatMap(({ api, opCodes }) => [...opCodes.keys(), ...(api?.operations.keys() ?? [])]));
}

/** The feeds that any slot has, but the heartbeat. */
export function knownFeeds(slots: Slots): string[] {
  return sorted(slots.flatMap(({ api }) => api?.feeds ?? []).filter((name) => name !== 'heartbeat'));
}

/** @throws {RequestError} UNKNOWN_OPERATION for names that no slot has */
export function requireOperations(slots: Slots, names: readonly string[]): void {
  reject('UNKNOWN_OPERATION', 'an operation', names, knownOperations(slots));
}

/**
 * While get_api of a live slot cannot be had its feeds are not known: then no name is judged.
 * @throws {RequestError} UNKNOWN_FEED for names that no slot has
 */
export function requireFeeds(slots: Slots, names: readonly string[]): void {
  if (slots.some(({ api, expired }) => api === null && !expired)) return;
  reject('UNKNOWN_FEED', 'a feed', names, knownFeeds(slots));
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
  throw new RequestError(code, `No slot has ${what} ${unknown.join(', ')}. Known are: ${list}.`, {
    unknown,
    known,
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
