import type { WebSocket } from 'ws';
import type { Clock } from './clock.js';
import type { Closable } from './topic.js';

export interface Ping {
  /** Milliseconds between two pings. */
  readonly everyMs: number;
  /** The other side is gone if no byte has come for this time, in milliseconds. */
  readonly silentMs: number;
}

/**
 * Sends pings, and counts pings after which no byte has come, of any message. It counts pings instead of seconds
 * because our own process may have been suspended: it then has sent no pings either, and has not read what has come.
 * @param bytes the socket under the WebSocket
 */
export function startPinging(
  socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'ping'>,
  bytes: { readonly bytesRead: number },
  ping: Ping,
  clock: Clock,
  onSilent: () => void,
): Closable {
  const allowed = Math.max(1, Math.round(ping.silentMs / ping.everyMs));
  let unanswered = 0;
  let seen = -1;
  return clock.every(ping.everyMs, () => {
    unanswered = bytes.bytesRead === seen ? unanswered + 1 : 0;
    seen = bytes.bytesRead;
    if (unanswered >= allowed) onSilent();
    else if (socket.readyState === socket.OPEN) socket.ping();
  });
}
