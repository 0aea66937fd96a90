import type { Closable } from '../lib/topic.js';

/** A client that messages wait for. */
export interface SlowClient {
  /** Disconnects it: more waits for it than for any other. */
  turnAway(): void;
}

/** Counts what waits to be sent to all clients. A message that several clients share in memory counts once. */
export interface WaitingBytes {
  readonly total: number;
  /** Counts a message until it is sent. May disconnect the client for which most waits: this one or another. */
  take(client: SlowClient, message: Buffer | string): Closable;
}

interface Held {
  bytes: number;
  readonly messages: Set<Closable>;
}

/** @param most beyond this number of bytes, clients are disconnected */
export function createWaitingBytes(most: number): WaitingBytes {
  const clients = new Map<SlowClient, Held>();
  /** For each message, how many clients wait for it. */
  const readers = new Map<Buffer, number>();
  let total = 0;

  function count(message: Buffer | string, by: 1 | -1): void {
    if (typeof message === 'string') {
      total += by * message.length;
      return;
    }
    const before = readers.get(message) ?? 0;
    if (before + by > 0) readers.set(message, before + by);
    else readers.delete(message);
    if (before === 0 || before + by === 0) total += by * message.length;
  }

  function makeRoom(): void {
    if (total <= most) return;
    const [slowest, held] = [...clients].reduce((one, other) =>
      other[1].bytes > one[1].bytes ? other : one,
    );
    slowest.turnAway();
    // The rest of its messages is forgotten in a moment.
    for (const message of held.messages) message.close();
  }

  return {
    get total() {
      return total;
    },
    take(client, message) {
      const held = clients.get(client) ?? { bytes: 0, messages: new Set() };
      clients.set(client, held);
      const waiting = {
        close() {
          if (!held.messages.delete(waiting)) return;
          held.bytes -= message.length;
          if (held.messages.size === 0) clients.delete(client);
          count(message, -1);
        },
      };
      held.messages.add(waiting);
      held.bytes += message.length;
      count(message, 1);
      makeRoom();
      return waiting;
    },
  };
}
