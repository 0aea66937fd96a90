/** What a line of a corpus holds. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No input becomes larger, however it is repeated: what costs too much is found long before. */
const MAX_TEXT = 200_000;
const MAX_LEVELS = 1200;

/** What JSON cannot say, or only at length: an object with one of these as its only key stands for a value. */
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

/** The value that a line of a corpus stands for. Members named `__proto__` are members. */
export function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  const tag = entries.length === 1 && only && Object.hasOwn(TAGS, only[0]) ? TAGS[only[0]] : undefined;
  if (tag && only) return tag(only[1]);
  return Object.fromEntries(entries.map(([key, member]) => [key, expand(member)]));
}

/** A text of an input: itself, or what a tag makes of it. */
export function textOf(value: unknown): string {
  const told = expand(value);
  return typeof told === 'string' ? told : toText(told);
}

/** JSON text that never fails: what JSON cannot say becomes null. */
export function toText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
