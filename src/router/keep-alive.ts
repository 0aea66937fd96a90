import type { WebSocket } from 'ws';
import type { Clock } from '../lib/clock.js';
import type { Closable } from '../lib/topic.js';

/** How the router detects a client that has disappeared. Crossbar under OCS pings every 10 s and waits 5 s. */
export interface PingOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Pings the client while its socket is open, and closes the socket if no pong arrives in time. */
export function keepAlive(socket: WebSocket, { intervalMs, timeoutMs }: PingOptions, clock: Clock): void {
  let deadline: Closable | undefined;
  const interval = clock.every(intervalMs, () => {
    if (socket.readyState === socket.OPEN && !deadline) {
      socket.ping();
      deadline = clock.after(timeoutMs, () => socket.terminate());
    }
  });
  socket.on('pong', () => {
    deadline?.close();
    deadline = undefined;
  });
  socket.on('close', () => {
    interval.close();
    deadline?.close();
  });
}
