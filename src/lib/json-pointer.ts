/** Thrown for text that is not an RFC 6901 pointer. */
export class JsonPointerError extends Error {
  override readonly name = 'JsonPointerError';
}

/**
 * Returns the value that an RFC 6901 pointer names in `document`; undefined if there is none.
 * @throws {JsonPointerError}
 */
export function resolvePointer(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    throw new JsonPointerError(`"${pointer}" is no JSON pointer: write it like /quantiles/Rn/values/0.`);
  }
  let value = document;
  for (const token of pointer.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    // Only members of the document: they can be enumerated, which the `length` of an array cannot.
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Object.prototype.propertyIsEnumerable.call(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
