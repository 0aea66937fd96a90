import { once } from 'node:events';
import { Encoder } from '@msgpack/msgpack';
import type { WebSocket } from 'ws';
import { expand, isRecord } from './json.js';

const encoder = new Encoder({ ignoreUndefined: true, maxDepth: 5000 });

/** What a hand on the wire can do with a socket. */
interface RawSocket {
  readonly _socket: { write(bytes: Uint8Array): void; resetAndDestroy(): void };
}

/**
 * Sends what an input says: a list is a message in the serializer that the socket speaks, `{text}` a text frame,
 * `{binary}` (base64) a binary one, and `{raw}` (base64) stands on the wire as it is, as no frame.
 */
export function sendFrame(socket: WebSocket, told: unknown, speaks: 'json' | 'msgpack'): void {
  if (socket.readyState !== socket.OPEN) return;
  const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : '', 'base64');
  if (isRecord(told) && 'raw' in told) (socket as unknown as RawSocket)._socket.write(bytes(told['raw']));
  else if (isRecord(told) && 'binary' in told) socket.send(bytes(told['binary']));
  else {
    const value = expand(isRecord(told) && 'text' in told ? told['text'] : told);
    if (isRecord(told) && 'text' in told && typeof value === 'string') socket.send(value);
    else if (speaks === 'json') socket.send(pythonJson(value));
    else socket.send(encoded(value));
  }
}

/** JSON as Python writes it, with NaN. */
function pythonJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'number' && !Number.isFinite(member) ? `\u0001${member}` : member,
  );
  return (text ?? 'null').replace(/"\\u0001(-?\w+)"/g, '$1');
}

function encoded(value: unknown): Uint8Array {
  try {
    return encoder.encode(value);
  } catch {
    // Dates beyond what a timestamp can hold.
    return encoder.encode(null);
  }
}

/** Ends the connection without a port that lingers: there are too few for 100,000 connections. */
export function reset(socket: WebSocket): void {
  const { _socket } = socket as unknown as Partial<RawSocket>;
  socket.on('error', () => {});
  if (_socket) _socket.resetAndDestroy();
  socket.terminate();
}

/** Where a frame began that does not end, a ping is a part of it, and has no answer. */
const PING_MS = 300;

/** False if the other side closed the socket before it has read all that was sent, which its answer to a ping tells. */
export async function isRead(socket: WebSocket): Promise<boolean> {
  const read = once(socket, 'pong').then(
    () => true,
    () => false,
  );
  const closed = new Promise<boolean>((resolve) => {
    socket.once('close', () => resolve(false));
    if (socket.readyState !== socket.OPEN) resolve(false);
  });
  if (socket.readyState === socket.OPEN) socket.ping(undefined, undefined, () => {});
  let timer: NodeJS.Timeout | undefined;
  const unread = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PING_MS, true);
  });
  const outcome = await Promise.race([read, closed, unread]);
  clearTimeout(timer);
  return outcome;
}
