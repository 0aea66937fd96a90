import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between the server and its router. */
export interface LinkProxy {
  readonly port: number;
  /** Resets every connection, and rejects new ones. */
  cut(): void;
  /** Keeps every connection open and passes nothing on, as a cable does that was pulled. */
  silence(): void;
  /** Passes everything on again; what was held back in silence goes first. */
  restore(): void;
  close(): Promise<void>;
}

export async function startLinkProxy(routerPort: number): Promise<LinkProxy> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'silent' = 'open';

  function hold(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (state === 'silent') socket.pause();
  }

  const server = createServer((client) => {
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const router = connect(routerPort, '127.0.0.1');
    for (const [from, to] of [
      [client, router],
      [router, client],
    ] as const) {
      hold(from);
      from.on('data', (chunk) => {
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => state !== 'silent' && from.resume());
        }
      });
      from.on('end', () => to.end());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.resetAndDestroy();
    },
    silence() {
      state = 'silent';
      for (const socket of sockets) socket.pause();
    },
    restore() {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
