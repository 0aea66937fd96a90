import { Encoder } from '@msgpack/msgpack';
import { decodeMsgpack } from '../lib/msgpack.js';

/** One serializer of WAMP messages. */
export interface Codec {
  /** Name of the WebSocket subprotocol. */
  readonly subprotocol: string;
  /** Whether its frames are binary. */
  readonly binary: boolean;
  encode(message: readonly unknown[]): string | Uint8Array;
  /** @throws if the frame cannot be decoded */
  decode(frame: Buffer): unknown;
}

/** WAMP writes bytes in JSON as base64 after a NUL. */
const NUL = '\u0000';
const NAN = `${NUL}NaN`;
/** JSON text that may contain bytes, or half of a surrogate pair, which a MessagePack decoder would reject. */
const UNUSUAL = /\\u(0000|d[89a-f])/i;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * The JSON of WAMP. Python publishers write NaN and Infinity as bare words, which are not valid JSON. They are read as
 * numbers, for binary subscribers, and written as null.
 */
export const jsonCodec: Codec = {
  subprotocol: 'wamp.2.json',
  binary: false,
  encode: (message) => encodeJson(message),
  decode: (frame) => decodeJson(frame.toString('utf8')),
};

/** JSON text of any WAMP value. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Uint8Array ? NUL + Buffer.from(member).toString('base64') : member,
  );
}

/** Reads JSON text as Python writes it; throws a SyntaxError for anything else. */
export function decodeJson(json: string): unknown {
  try {
    return JSON.parse(json, UNUSUAL.test(json) ? revive : undefined);
  } catch (error) {
    const plain = json.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) => {
      if (token.startsWith('"')) {
        return token;
      }
      return token === 'NaN' ? JSON.stringify(NAN) : token.replace('Infinity', '1e999');
    });
    if (plain === json) {
      throw error;
    }
    return JSON.parse(plain, revive);
  }
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  if (!value.startsWith(NUL)) {
    return value.replace(LONE_SURROGATE, '\ufffd');
  }
  return value === NAN ? Number.NaN : new Uint8Array(Buffer.from(value.slice(1), 'base64'));
}

// Session data may be nested deeper than the 100 levels that the encoder allows by default.
const encoder = new Encoder({ maxDepth: 1000, ignoreUndefined: true });

/** MessagePack: keeps NaN, Infinity and bytes. Python agents prefer it to JSON. */
export const msgpackCodec: Codec = {
  subprotocol: 'wamp.2.msgpack',
  binary: true,
  encode: (message) => encoder.encode(message),
  // From a Buffer, bytes would be decoded as Buffers, which JSON.stringify writes as objects.
  decode: (frame) => decodeMsgpack(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength)),
};

const CODECS: readonly Codec[] = [jsonCodec, msgpackCodec];

/** The codec for the first of the client's subprotocols (in its order of preference) that this router supports. */
export function chooseCodec(offered: Iterable<string>): Codec | undefined {
  for (const subprotocol of offered) {
    const codec = CODECS.find((candidate) => candidate.subprotocol === subprotocol);
    if (codec) {
      return codec;
    }
  }
  return undefined;
}
