/** How a value is written into a field. */
export type Kind =
  | 'number'
  | 'integer'
  | 'text'
  | 'yesNo'
  | 'json'
  | 'object'
  | 'slotCount'
  | 'slotCounts'
  | 'words'
  | 'grant';

/** What a person has written into a field. */
export interface Entry {
  readonly kind: Kind;
  readonly text: string;
}

/** The fields that are set, by name. */
export type Entries = ReadonlyMap<string, Entry>;

export type Values = Readonly<Record<string, unknown>>;

/** The value of a text, or why it is none. */
type Reading = { readonly value: unknown } | { readonly mistake: string };

interface Writing {
  readonly read: (text: string) => Reading;
  /** The text of a value; null if this kind of field cannot show it. */
  readonly write: (value: unknown) => string | null;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SLOT_COUNT = /^\d+(\.\d+)?%$|^\d+$/;

const WRITINGS: Readonly<Record<Kind, Writing>> = {
  number: {
    read: (text) => (NUMBER.test(text.trim()) ? { value: Number(text) } : { mistake: 'Not a number.' }),
    write: (value) => (typeof value === 'number' ? String(value) : null),
  },
  integer: {
    read: (text) =>
      /^[+-]?\d+$/.test(text.trim()) ? { value: Number(text) } : { mistake: 'Not a whole number.' },
    write: (value) => (Number.isInteger(value) ? String(value) : null),
  },
  text: {
    read: (text) => ({ value: text }),
    write: (value) => (typeof value === 'string' ? value : null),
  },
  yesNo: {
    read: (text) => ({ value: text === 'true' }),
    write: (value) => (typeof value === 'boolean' ? String(value) : null),
  },
  json: {
    read: readJson,
    write: (value) => JSON.stringify(value),
  },
  object: {
    read(text) {
      const reading = readJson(text);
      if ('mistake' in reading || isObject(reading.value)) return reading;
      return { mistake: 'Not a JSON object, such as {"duration": 30}.' };
    },
    write: (value) => (isObject(value) ? JSON.stringify(value) : null),
  },
  slotCount: {
    read: readSlotCount,
    write: (value) => (typeof value === 'number' || typeof value === 'string' ? String(value) : null),
  },
  slotCounts: {
    read(text) {
      const readings = listed(text).map(readSlotCount);
      const wrong = readings.find((reading) => 'mistake' in reading);
      return wrong ?? { value: readings.map((reading) => 'value' in reading && reading.value) };
    },
    write: (value) => (Array.isArray(value) ? value.join(', ') : null),
  },
  words: {
    read: (text) => ({ value: listed(text) }),
    write: (value) => (Array.isArray(value) ? value.join(', ') : null),
  },
  grant: {
    read: (text) => ({ value: { grant: text.trim() } }),
    write: (value) => (isObject(value) && typeof value['grant'] === 'string' ? value['grant'] : null),
  },
};

function readJson(text: string): Reading {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { mistake: 'Not JSON. Examples: 2, true, [0, 1], {"key": 1}, or a text in double quotes: "abc".' };
  }
}

function readSlotCount(text: string): Reading {
  const count = text.trim();
  if (!SLOT_COUNT.test(count))
    return { mistake: 'Write a number of slots, such as 4, or a percentage, such as 25%.' };
  return { value: count.endsWith('%') ? count : Number(count) };
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readEntry({ kind, text }: Entry): Reading {
  return WRITINGS[kind].read(text);
}

/** A value as an entry of this kind, or as JSON where the kind cannot show it. */
export function entryOf(value: unknown, kind: Kind): Entry {
  const text = WRITINGS[kind].write(value);
  return text === null ? { kind: 'json', text: JSON.stringify(value) } : { kind, text };
}

export function entriesOf(values: Values, kindOf: (name: string) => Kind): Entries {
  return new Map(Object.entries(values).map(([name, value]) => [name, entryOf(value, kindOf(name))]));
}

/** The values of the fields that can be read, and what is wrong with the others. */
export function readEntries(entries: Entries): {
  readonly values: Values;
  readonly mistakes: ReadonlyMap<string, string>;
} {
  const values: [string, unknown][] = [];
  const mistakes = new Map<string, string>();
  for (const [name, entry] of entries) {
    const reading = readEntry(entry);
    if ('mistake' in reading) mistakes.set(name, reading.mistake);
    else values.push([name, reading.value]);
  }
  return { values: Object.fromEntries(values), mistakes };
}
