import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { type Counts, count } from './counts.js';
import { introduce, openSocket, say, WATCH } from './open-socket.js';
import type { Target } from './target.js';

const AT_ONCE = 50;

async function leave(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}

/** Opens WebSockets, each with a subscription, from so many addresses in turn, and holds them. */
export async function openSockets({
  url,
  tokens,
  sockets,
  addresses,
}: Target & { readonly sockets?: number; readonly addresses?: number }): Promise<() => Promise<Counts>> {
  const results: Counts = {};
  const open: WebSocket[] = [];
  let left = sockets ?? 0;
  const openOne = async (number: number) => {
    const socket = await openSocket(url, `127.0.0.${2 + (number % (addresses ?? 1))}`);
    open.push(socket);
    socket.on('close', (code, reason) =>
      count(results, `closed ${code} ${/--[\w-]+/.exec(String(reason))?.[0] ?? ''}`),
    );
    if (!(await introduce(socket, tokens.viewer).catch(() => false))) return;
    count(results, 'accepted');
    say(socket, { id: '1', type: 'subscribe', payload: { query: WATCH } });
  };
  const work = async () => {
    while (left-- > 0) await openOne(left);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return async () => {
    const counted = { ...results };
    // Not all at once: on a small machine, even the kernel takes a while for thousands of connections.
    for (let some = open.splice(0, AT_ONCE); some.length > 0; some = open.splice(0, AT_ONCE)) {
      await Promise.all(some.map(leave));
    }
    return counted;
  };
}
