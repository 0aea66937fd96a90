import { CHANNELS, memberOf, numberIn } from './figure.js';
import type { FigureSource } from './figure-source.js';

/** A number of channels for each bias group or band, as a list. */
export interface CountList {
  /** The key in the session data. */
  readonly key: string;
  /** Begins the name of each figure, which ends with the index: `biased_bg` for `biased_bg0`, `biased_bg1`... */
  readonly prefix: string;
  /** The number of groups or bands; more entries are ignored. */
  readonly most: number;
  readonly describe: (index: number) => string;
}

/** The figures of one list. Entries that are no numbers are omitted. */
export function countsOf(list: CountList): FigureSource {
  const { prefix, describe } = list;
  return {
    read: (data) => entriesOf(data, list).map(([index, value]) => [`${prefix}${index}`, value]),
    meaningOf(name) {
      const index = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      return /^\d+$/.test(index) ? { unit: CHANNELS, description: describe(Number(index)) } : null;
    },
  };
}

/** The sum of one list, as `name`. */
export function sumOf(list: CountList, name: string, description: string): FigureSource {
  return countOf(name, description, (data) => {
    const entries = entriesOf(data, list);
    return entries.length === 0 ? undefined : entries.reduce((sum, [, value]) => sum + value, 0);
  });
}

/** One number of channels. @param pick finds the value in the session data */
export function countOf(name: string, description: string, pick: (data: unknown) => unknown): FigureSource {
  return {
    read(data) {
      const value = numberIn(pick(data));
      return value === undefined ? [] : [[name, value]];
    },
    meaningOf: (other) => (other === name ? { unit: CHANNELS, description } : null),
  };
}

function entriesOf(data: unknown, { key, most }: CountList): (readonly [number, number])[] {
  const list = memberOf(data, key);
  if (!Array.isArray(list)) return [];
  return list.slice(0, most).flatMap((entry, index) => {
    const value = numberIn(entry);
    return value === undefined ? [] : [[index, value] as const];
  });
}
