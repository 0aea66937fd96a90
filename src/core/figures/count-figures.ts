import { CHANNELS, type Figure, memberOf, numberIn } from './figure.js';

/** A number of channels for each bias group or band, as a list. */
export interface CountList {
  /** The key in the session data. */
  readonly key: string;
  /** Begins the name of each figure, which ends with the index: `biased_bg` for `biased_bg0`, `biased_bg1`... */
  readonly prefix: string;
  /** The maximum number of groups or bands; more entries are ignored. */
  readonly most: number;
  readonly describe: (index: number) => string;
}

/** The figures of one list; entries that are no numbers are omitted. */
export function countFigures(data: unknown, { key, prefix, most, describe }: CountList): Figure[] {
  const list = memberOf(data, key);
  if (!Array.isArray(list)) return [];
  return list.slice(0, most).flatMap((entry, index) => count(`${prefix}${index}`, entry, describe(index)));
}

/** A number of channels; nothing if the agent does not report a number. */
export function count(name: string, reported: unknown, description: string): Figure[] {
  const value = numberIn(reported);
  return value === undefined ? [] : [{ name, value, unit: CHANNELS, description }];
}
