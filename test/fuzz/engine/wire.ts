import { once } from 'node:events';
import { Encoder } from '@msgpack/msgpack';
import type { WebSocket } from 'ws';
import type { Closable } from '../../../src/lib/topic.js';
import { expand, isRecord } from './json.js';
import { afterOwnTime } from './own-time.js';

const encoder = new Encoder({ ignoreUndefined: true, maxDepth: 5000 });

/** Access to the raw connection of a socket. */
interface RawSocket {
  readonly _socket: { write(bytes: Uint8Array): void; resetAndDestroy(): void };
}

/**
 * Sends a frame of an input: a list is a message in the serializer of the socket, `{text}` is a text frame,
 * `{binary}` (base64) is a binary frame, and `{raw}` (base64) is sent as bytes without a frame.
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
    // Dates outside the range of a timestamp.
    return encoder.encode(null);
  }
}

/** Resets the connection, so that its port is free at once: 100,000 connections need too many ports. */
export function reset(socket: WebSocket): void {
  const { _socket } = socket as unknown as Partial<RawSocket>;
  socket.on('error', () => {});
  if (_socket) _socket.resetAndDestroy();
  socket.terminate();
}

/** After an incomplete frame, a ping is read as a part of that frame, and is not answered. */
const PING_MS = 300;

/** True if the other side read everything, because it answered a ping; false if it closed the socket before. */
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
  let timer: Closable | undefined;
  const unread = new Promise<boolean>((resolve) => {
    timer = afterOwnTime(PING_MS, () => resolve(true));
  });
  const outcome = await Promise.race([read, closed, unread]);
  timer?.close();
  return outcome;
}
