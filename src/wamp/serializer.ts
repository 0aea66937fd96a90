import { Encoder } from '@msgpack/msgpack';
import { decodeMsgpack } from '../lib/msgpack.js';
import { parsePythonJson } from '../lib/python-json.js';
import { checkShape } from './message-shape.js';

export type SerializerName = 'msgpack' | 'json';

/** How WAMP messages become WebSocket frames. */
export interface Serializer {
  /** The WebSocket subprotocol that stands for it. */
  readonly subprotocol: string;
  /** True if its frames are binary, false if they are text. */
  readonly binary: boolean;
  encode(message: readonly unknown[]): Uint8Array | string;
  /** Throws if the frame can't be read, or holds no WAMP message. */
  decode(frame: Buffer): readonly unknown[];
}

/**
 * MessagePack keeps NaN and Infinity, which detectors do produce and JSON can't carry.
 *
 * `@msgpack/msgpack` writes every safe integer as an integer. Others (msgpackr, cbor-x) write those above
 * 2^32 as floats, and Crossbar ends a session whose message ids are floats. It also decodes a session of
 * 1,600 channels 30 times faster than the MessagePack that autobahn brings.
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

/** Also finds whole pairs, which costs only time: mending leaves them as they are. */
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** What is nested deeper is refused, and cycles with it. */
const MAX_DEPTH = 100;

/**
 * Replaces what would be lost on the way. Halves of UTF-16 pairs are allowed in JavaScript and JSON but not
 * in UTF-8: Crossbar ends the session that sends one in MessagePack. Dates would become MessagePack
 * timestamps, which it drops silently; they are sent as text, as in JSON, and as null where they are no time: an agent
 * can send one.
 */
function portable(message: readonly unknown[]): unknown {
  return isPortable(message, 0) ? message : mend(message);
}

function isPortable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !SURROGATE.test(value);
  if (value instanceof Date) return false;
  if (!isContainer(value)) return true;
  if (depth > MAX_DEPTH) throw new RangeError(`it is nested deeper than ${MAX_DEPTH} levels, or in a circle`);
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
  // Unlike assignments, this keeps `__proto__` as the member that it is.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mend(key), mend(item)]));
}

/** Lists and plain objects; not typed arrays, which have an encoding of their own. */
function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function checkMessage(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || typeof value[0] !== 'number') {
    throw new TypeError('a WAMP message is a list that starts with a number; the frame holds something else');
  }
  checkShape(value);
  return value;
}

/** New serializers, in the order in which they are offered to the router. */
export function createSerializers(names: readonly SerializerName[]): readonly Serializer[] {
  return names.map((name) => (name === 'msgpack' ? createMsgpackSerializer() : createJsonSerializer()));
}
