/*
 * JSON that returns the original values. Agents report values that JSON does not have, and our own values contain
 * dates. Such a value is stored as an object with one member, whose name begins with `$`.
 */

type Tagged = Readonly<Record<string, unknown>>;

/** @throws {TypeError} for a value that contains itself */
export function writeStored(value: unknown): string {
  return JSON.stringify(value, replace) ?? 'null';
}

export function readStored(text: string): unknown {
  return JSON.parse(text, (_key, value) => revive(value));
}

/** JSON.stringify calls `toJSON` of a date before it calls this function, so the value is read from its parent. */
function replace(this: unknown, key: string, written: unknown): unknown {
  const value = (this as Tagged)[key];
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  return isTagged(written) ? { $object: Object.entries(written) } : written;
}

/** True for an object of an agent that looks like a stored value of ours. */
function isTagged(value: unknown): value is Tagged {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Of most objects, only the first key is read: this is called for each object of each session.
  for (const key in value) return key.startsWith('$') && Object.keys(value).length === 1;
  return false;
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
