/** Thrown for text that is not an RFC 6901 pointer. */
export class JsonPointerError extends Error {
  override readonly name = 'JsonPointerError';
}

/**
 * Returns the value at an RFC 6901 pointer in `document`; undefined if there is none.
 * @throws {JsonPointerError}
 */
export function resolvePointer(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    throw new JsonPointerError(
      `"${pointer}" is not a JSON pointer: use a form such as /quantiles/Rn/values/0.`,
    );
  }
  let value = document;
  for (const token of pointer.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    // Only members of the document, which are enumerable; the `length` of an array is not.
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Object.prototype.propertyIsEnumerable.call(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
