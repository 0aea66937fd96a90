import { Decoder } from '@msgpack/msgpack';

const PROTO = '__proto__';
/** Replaces `__proto__` while a frame is decoded. It cannot occur in a frame: no UTF-8 text ends with half a pair. */
const ALIAS = `${PROTO}\ud800`;

/**
 * Keys become strings, as in JSON: Python dictionaries can have None, True, numbers or tuples as keys. A string is good
 * enough for display, and better than losing the message.
 */
const decoder = new Decoder({ mapKeyConverter: String });

/** The same for frames that may have the key `__proto__`, which the library rejects. Slower: it has no key cache. */
const carefulDecoder = new Decoder({
  keyDecoder: {
    canBeCached: (bytes) => bytes === PROTO.length,
    decode: (bytes, offset, length) =>
      aliasOf(Buffer.from(bytes.subarray(offset, offset + length)).toString()),
  },
  mapKeyConverter: (key) => aliasOf(String(key)),
});

function aliasOf(key: string): string {
  return key === PROTO ? ALIAS : key;
}

/**
 * Decodes a MessagePack frame; throws if it is invalid. The key `__proto__` becomes an ordinary member and does not
 * change a prototype.
 */
export function decodeMsgpack(frame: Uint8Array): unknown {
  if (!Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).includes(PROTO))
    return decoder.decode(frame);
  return withoutAlias(carefulDecoder.decode(frame));
}

function withoutAlias(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAlias);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  // Unlike an assignment, this creates an ordinary member for any key.
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key === ALIAS ? PROTO : key, withoutAlias(member)]),
  );
}
