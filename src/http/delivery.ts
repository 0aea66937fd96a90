import type { Socket } from 'node:net';
import { type Deliver, jsonOf, type Result } from '../graphql/shared-results.js';

/** From so many unsent bytes on, a subscription waits until its client has read what was sent before. */
const WAIT_BYTES = 64 * 1024;

/** A message up to this size is copied for its client, if nothing else waits: one write is cheaper than two. */
const COPY_BYTES = 2048;

const payloads = new WeakMap<Result, Buffer>();

/** The payload of a message `next`, and the end of the message, as a frame: one for all clients that get this result. */
function frameOf(result: Result): Buffer {
  const known = payloads.get(result);
  if (known) return known;
  const frame = frameWith(LAST_FRAGMENT, Buffer.from(`${jsonOf(result)}}`));
  payloads.set(result, frame);
  return frame;
}

export interface DeliveryOptions {
  /** The TCP socket of the WebSocket. */
  readonly raw: Socket;
  /** False if nothing more can be sent. */
  readonly takesMore: () => boolean;
}

/**
 * Sends each result as two fragments of one WebSocket message: a small one with the id of the operation, and the payload,
 * whose memory all clients share while it waits for them to read. They are written past `ws`, which would make each frame
 * anew for each client; it has nothing to put between them, since it compresses nothing.
 * @param id of the operation, as the client knows it
 */
export function createDelivery({ raw, takesMore }: DeliveryOptions, id: string): Deliver {
  const beginning = frameWith(
    FIRST_FRAGMENT,
    Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`),
  );
  return (result) => {
    if (!takesMore()) return;
    const frame = frameOf(result);
    const waiting = raw.writableLength;
    if (waiting === 0 && frame.length <= COPY_BYTES) {
      raw.write(Buffer.concat([beginning, frame], beginning.length + frame.length));
      return;
    }
    const waits = waiting + frame.length > WAIT_BYTES;
    // In one step, as one packet.
    raw.cork();
    raw.write(beginning);
    const sent = waits
      ? new Promise<void>((resolve) => raw.write(frame, () => resolve()))
      : void raw.write(frame);
    raw.uncork();
    return sent;
  };
}

/** First bytes of a frame: FIN and the kind, which is text (1), or the continuation of it (0). */
const FIRST_FRAGMENT = 0x01;
const LAST_FRAGMENT = 0x80;

/** A WebSocket frame of a server (RFC 6455, section 5.2). */
function frameWith(kind: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.of(kind, length), payload]);
  const isShort = length < 2 ** 16;
  const head = Buffer.alloc(isShort ? 4 : 10);
  head[0] = kind;
  head[1] = isShort ? 126 : 127;
  if (isShort) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
