import { Decoder } from '@msgpack/msgpack';

const PROTO = '__proto__';
/** Stands for it while a frame is decoded; no text that was UTF-8 ends with half a pair. */
const ALIAS = `${PROTO}\ud800`;

/**
 * Keys become text, as in JSON: Python's dictionaries may have None, True, numbers or tuples as keys. Their
 * text is good enough to show, and better than losing the message.
 */
const decoder = new Decoder({ mapKeyConverter: String });

/** The same for frames in which `__proto__` may be a key, which the library refuses; it has no cache of keys. */
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
 * Reads a frame of MessagePack; throws where it is none. Keys are data: `__proto__` too becomes a member of its
 * own and changes no prototype.
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
  // Unlike an assignment, this makes a member of any key.
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key === ALIAS ? PROTO : key, withoutAlias(member)]),
  );
}
