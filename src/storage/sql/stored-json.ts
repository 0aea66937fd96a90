/*
 * JSON that gives back what was put in: agents report what JSON does not have, and our own values hold dates. What
 * has no JSON stands as an object of one member, whose name begins with `$`.
 */

type Tagged = Readonly<Record<string, unknown>>;

/** @throws {TypeError} for a value that holds itself */
export function writeStored(value: unknown): string {
  return JSON.stringify(value, replace) ?? 'null';
}

export function readStored(text: string): unknown {
  return JSON.parse(text, (_key, value) => revive(value));
}

/** JSON.stringify calls `toJSON` of a date before it asks us, so the value is read from its holder. */
function replace(this: unknown, key: string, written: unknown): unknown {
  const value = (this as Tagged)[key];
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  return isTagged(written) ? { $object: Object.entries(written) } : written;
}

/** An agent's own object that looks like one of ours. */
function isTagged(value: unknown): value is Tagged {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key?.startsWith('$') === true;
}

function revive(value: unknown): unknown {
  if (!isTagged(value)) return value;
  const [[tag, held] = ['', null]] = Object.entries(value);
  switch (tag) {
    case '$date':
      return new Date(held as number);
    case '$bytes':
      return new Uint8Array(Buffer.from(held as string, 'base64'));
    case '$bigint':
      return BigInt(held as string);
    case '$number':
      return Number(held);
    default:
      return Object.fromEntries(held as [string, unknown][]);
  }
}
