import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { jsonOf, type Result } from '../graphql/result-text.js';
import type { Deliver } from '../graphql/shared-results.js';
import type { SlowClient, WaitingBytes } from './waiting-bytes.js';

/** From so many unsent bytes on, a subscription waits until its client has read what was sent before. */
const WAIT_BYTES = 64 * 1024;

/** A message up to this size is copied for its client, if nothing else waits: one write is cheaper than two. */
const COPY_BYTES = 2048;

/** Where a result keeps its payload. */
const PAYLOAD = Symbol('payload');

/** The payload of a message `next`, and the end of the message: one Buffer for all clients that get this result. */
function payloadOf(result: Result & { [PAYLOAD]?: Buffer }): Buffer {
  result[PAYLOAD] ??= Buffer.from(`${jsonOf(result)}}`);
  return result[PAYLOAD];
}

export interface DeliveryOptions {
  readonly socket: WebSocket;
  /** The TCP socket of the WebSocket. */
  readonly raw: Socket;
  readonly client: SlowClient;
  readonly waiting: WaitingBytes;
  /** False if nothing more can be sent. */
  readonly takesMore: () => boolean;
}

/**
 * Sends each result as two fragments of one WebSocket message: a small one with the id of the operation, and the payload,
 * whose memory all clients share while it waits for them to read.
 * @param id of the operation, as the client knows it
 */
export function createDelivery(
  { socket, raw, client, waiting, takesMore }: DeliveryOptions,
  id: string,
): Deliver {
  const beginning = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);

  /** Resolves when the client has the payload, or is gone. */
  function sendSlowly(payload: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const message = waiting.take(client, payload);
      socket.send(payload, { binary: false }, () => {
        message.close();
        resolve();
      });
    });
  }

  return (result) => {
    if (!takesMore()) return;
    const payload = payloadOf(result);
    const unsent = socket.bufferedAmount;
    if (unsent === 0 && payload.length <= COPY_BYTES) {
      socket.send(Buffer.concat([beginning, payload]), { binary: false });
      return;
    }
    // In one step, since no other message may come between the fragments, and as one packet.
    raw.cork();
    socket.send(beginning, { fin: false, binary: false });
    const isSlow = unsent + payload.length > WAIT_BYTES;
    const sent = isSlow ? sendSlowly(payload) : socket.send(payload, { binary: false });
    raw.uncork();
    return sent;
  };
}
