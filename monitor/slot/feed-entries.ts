import type { FeedEntryViewFragment } from '../generated/graphql.js';

/** A message of a feed, or a gap where this page has missed some. */
export type FeedEntry = FeedEntryViewFragment;

/** So many entries of each feed are kept: as many as the server keeps. */
export const MAX_ENTRIES = 1000;

/**
 * Both lists in the order of time, each entry once, the newest kept. The server sends entries again after each time that
 * the page was not connected.
 */
export function merged(known: readonly FeedEntry[], more: readonly FeedEntry[]): readonly FeedEntry[] {
  const all = [...known, ...more].sort((a, b) => a.time.localeCompare(b.time));
  const once = all.filter((entry, index) => !isSame(entry, all[index - 1]));
  return once.slice(-MAX_ENTRIES);
}

function isSame(entry: FeedEntry, other: FeedEntry | undefined): boolean {
  if (other?.time !== entry.time || other.kind !== entry.kind) return false;
  return JSON.stringify(other.message) === JSON.stringify(entry.message);
}
