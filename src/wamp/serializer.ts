import { Encoder } from '@msgpack/msgpack';
import { decodeMsgpack } from '../lib/msgpack.js';
import { parsePythonJson } from '../lib/python-json.js';
import { checkShape } from './message-shape.js';

export type SerializerName = 'msgpack' | 'json';

/** Converts between WAMP messages and WebSocket frames. */
export interface Serializer {
  /** The name of its WebSocket subprotocol. */
  readonly subprotocol: string;
  /** True if its frames are binary, false if they are text. */
  readonly binary: boolean;
  encode(message: readonly unknown[]): Uint8Array | string;
  /** Throws if the frame cannot be decoded, or is not a WAMP message. */
  decode(frame: Buffer): readonly unknown[];
}

/**
 * MessagePack supports NaN and Infinity, which detectors produce and JSON cannot represent.
 *
 * `@msgpack/msgpack` writes every safe integer as an integer. Other libraries (msgpackr, cbor-x) write integers above
 * 2^32 as floats, and Crossbar ends a session if message ids are floats. It also decodes a session of 1,600 channels 30
 * times faster than the MessagePack library of autobahn.
 */
function createMsgpackSerializer(): Serializer {
  const encoder = new Encoder({ ignoreUndefined: true });
  return {
    subprotocol: 'wamp.2.msgpack',
    binary: true,
    encode: (message) => encoder.encode(portable(message)),
    decode: (frame) => checkMessage(decodeMsgpack(frame)),
  };
}

function createJsonSerializer(): Serializer {
  return {
    subprotocol: 'wamp.2.json',
    binary: false,
    encode: (message) => JSON.stringify(portable(message)),
    decode: (frame) => checkMessage(parsePythonJson(frame.toString('utf8'))),
  };
}

/** Also matches complete pairs; this costs only time, since `mend` does not change them. */
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Values that are nested deeper are rejected, and so are cycles. */
const MAX_DEPTH = 100;

/**
 * Replaces values that cannot be sent. Single halves of UTF-16 pairs are allowed in JavaScript and JSON but not in
 * UTF-8: Crossbar ends a session that sends one in MessagePack. Dates would become MessagePack timestamps, which
 * Crossbar drops silently; so they are sent as strings, as in JSON. An invalid date, which an agent can send, is sent
 * as null.
 */
function portable(message: readonly unknown[]): unknown {
  return isPortable(message, 0) ? message : mend(message);
}

function isPortable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !SURROGATE.test(value);
  if (value instanceof Date) return false;
  if (!isContainer(value)) return true;
  if (depth > MAX_DEPTH)
    throw new RangeError(`it is nested deeper than ${MAX_DEPTH} levels, or contains a cycle`);
  if (Array.isArray(value)) return value.every((item) => isPortable(item, depth + 1));
  for (const key in value) {
    if (SURROGATE.test(key) || !isPortable(value[key], depth + 1)) return false;
  }
  return true;
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(LONE_SURROGATE, '\ufffd');
  if (value instanceof Date) return value.toJSON();
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map((item) => mend(item));
  // Unlike an assignment, this keeps `__proto__` as an ordinary member.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mend(key), mend(item)]));
}

/** True for lists and plain objects; false for typed arrays, which are encoded in another way. */
function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function checkMessage(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || typeof value[0] !== 'number') {
    throw new TypeError('not a WAMP message: it must be a list that starts with a number');
  }
  checkShape(value);
  return value;
}

/** New serializers, in the order in which they are offered to the router. */
export function createSerializers(names: readonly SerializerName[]): readonly Serializer[] {
  return names.map((name) => (name === 'msgpack' ? createMsgpackSerializer() : createJsonSerializer()));
}
