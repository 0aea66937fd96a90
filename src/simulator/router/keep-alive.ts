import type { WebSocket } from 'ws';

/** How the router finds out that a client has vanished; Crossbar under OCS pings every 10 s and waits 5 s. */
export interface PingOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Pings the client for as long as its socket is open, and ends the socket when no pong comes in time. */
export function keepAlive(socket: WebSocket, { intervalMs, timeoutMs }: PingOptions): void {
  let deadline: NodeJS.Timeout | undefined;
  const interval = setInterval(() => {
    if (socket.readyState === socket.OPEN && !deadline) {
      socket.ping();
      deadline = setTimeout(() => socket.terminate(), timeoutMs);
    }
  }, intervalMs);
  socket.on('pong', () => {
    clearTimeout(deadline);
    deadline = undefined;
  });
  socket.on('close', () => {
    clearInterval(interval);
    clearTimeout(deadline);
  });
}
