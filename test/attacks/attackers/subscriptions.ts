import { once } from 'node:events';
import { type Counts, count } from './counts.js';
import { introduce, openSocket, say, WATCH } from './open-socket.js';
import type { Target } from './target.js';

const MANY = 10_000;

/** Opens 10,000 subscriptions on one WebSocket. */
export async function openSubscriptions({ url, tokens }: Target): Promise<() => Promise<Counts>> {
  const socket = await openSocket(url);
  await introduce(socket, tokens.viewer);
  const results: Counts = {};
  let answered = 0;
  socket.on('message', (text) => {
    const { type, payload } = JSON.parse(String(text));
    if (type !== 'next' && type !== 'error') return;
    count(results, type === 'next' ? 'next' : String(payload[0].extensions.code));
    answered += 1;
    if (answered === MANY) socket.emit('answered');
  });
  const all = Promise.race([once(socket, 'answered'), once(socket, 'close')]);
  const first = once(socket, 'message');
  for (let id = 0; id < MANY; id++)
    say(socket, { id: String(id), type: 'subscribe', payload: { query: WATCH } });
  await first;
  return async () => {
    await all;
    socket.terminate();
    return results;
  };
}
