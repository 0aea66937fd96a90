import type { Socket } from 'node:net';
import type { FormattedExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import { jsonOf } from '../graphql/shared-results.js';

/** From so many unsent bytes on, a subscription waits until its client has read what was sent before. */
const WAIT_BYTES = 64 * 1024;

/** Sends a result to the client of a subscription. Resolves when the next one may be sent. */
export type Deliver = (result: FormattedExecutionResult) => Promise<void> | void;

const payloads = new WeakMap<FormattedExecutionResult, Buffer>();

/** The payload of a message `next`, and the end of the message: one Buffer for all clients that get this result. */
function payloadOf(result: FormattedExecutionResult): Buffer {
  const payload = payloads.get(result) ?? Buffer.from(`${jsonOf(result)}}`);
  payloads.set(result, payload);
  return payload;
}

export interface DeliveryOptions {
  readonly socket: WebSocket;
  /** The TCP socket of the WebSocket. */
  readonly raw: Socket;
  /** False if nothing more can be sent. */
  readonly takesMore: () => boolean;
}

/**
 * Sends each result as two fragments of one WebSocket message: a small one with the id of the operation, and the payload,
 * whose memory all clients share while it waits for them to read.
 * @param id of the operation, as the client knows it
 */
export function createDelivery({ socket, raw, takesMore }: DeliveryOptions, id: string): Deliver {
  const beginning = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return (result) => {
    if (!takesMore()) return;
    const payload = payloadOf(result);
    const waits = socket.bufferedAmount + payload.length > WAIT_BYTES;
    // In one step, since no other message may come between the fragments, and as one packet.
    raw.cork();
    socket.send(beginning, { fin: false, binary: false });
    const sent = waits
      ? new Promise<void>((resolve) => socket.send(payload, { binary: false }, () => resolve()))
      : socket.send(payload, { binary: false });
    raw.uncork();
    return sent;
  };
}

/**
 * For graphql-ws: a subscription that yields nothing, because it delivers its results itself. Ends when the results do.
 */
export function delivered<Result>(
  results: AsyncIterable<Result>,
  deliver: (result: Result) => Promise<void> | void,
): AsyncIterableIterator<never, undefined, undefined> {
  const reader = results[Symbol.asyncIterator]();
  let hasLeft = false;
  return {
    async next() {
      for (;;) {
        const { done, value } = await reader.next();
        if (done || hasLeft) return { done: true, value: undefined };
        await deliver(value);
      }
    },
    async return() {
      hasLeft = true;
      await reader.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
