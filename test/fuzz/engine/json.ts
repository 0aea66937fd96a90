/** A line of a corpus. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maximum size of an expanded input: a smaller input is enough to find excessive costs. */
const MAX_TEXT = 200_000;
const MAX_LEVELS = 1200;

/** Tags for values that JSON cannot contain, or only as long text: an object with a tag as its only key. */
const TAGS: Readonly<Record<string, (told: unknown) => unknown>> = {
  $number: (told) => Number(typeof told === 'string' ? told : 0),
  $bytes: (told) => new Uint8Array(Buffer.from(typeof told === 'string' ? told : '', 'base64')),
  $date: (told) => new Date(typeof told === 'number' ? told : 0),
  /** `["ab", 3]` is `ababab`. */
  $repeat(told) {
    const [text, times] = Array.isArray(told) ? told : [];
    if (typeof text !== 'string' || typeof times !== 'number') return '';
    return text.repeat(Math.min(Math.max(0, Math.trunc(times)), Math.floor(MAX_TEXT / (text.length || 1))));
  },
  /** `["list", 3]` is `[[[]]]`, `["map", 2]` is `{"a":{"a":{}}}`. */
  $nest(told) {
    const [kind, levels] = Array.isArray(told) ? told : [];
    let value: unknown = kind === 'list' ? [] : {};
    for (let level = 1; level < Math.min(typeof levels === 'number' ? levels : 0, MAX_LEVELS); level += 1)
      value = kind === 'list' ? [value] : { a: value };
    return value;
  },
};

/** Returns the value of a line of a corpus. A member named `__proto__` is an ordinary member. */
export function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  const tag = entries.length === 1 && only && Object.hasOwn(TAGS, only[0]) ? TAGS[only[0]] : undefined;
  if (tag && only) return tag(only[1]);
  return Object.fromEntries(entries.map(([key, member]) => [key, expand(member)]));
}

/** The text of an input: a string, or the expanded value of a tag. */
export function textOf(value: unknown): string {
  const told = expand(value);
  return typeof told === 'string' ? told : toText(told);
}

/** JSON text; never throws. Values that JSON cannot contain become null. */
export function toText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
