import { createServer } from 'node:net';

/** Linux gives ports from 32768 on to outgoing connections and to servers that ask for port 0. */
const LOWEST = 10_000;
const HIGHEST = 32_767;

/**
 * A free port for a server that cannot choose its own. Nothing else takes it by chance, also while that server is
 * down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
