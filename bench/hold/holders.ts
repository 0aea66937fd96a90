import { once } from 'node:events';
import { WebSocket } from 'ws';
import { answerLines } from '../lib/worker.js';
import { SUBSCRIPTION } from '../watch/feed.js';

/** Clients that hold subscriptions, in a worker. The requests are: open some, stop to read, end
 * all without a word, and count what is still open. */
export type Request =
  | {
      readonly open: {
        readonly url: string;
        readonly sockets: number;
        readonly each: number;
        readonly feed: boolean;
        /** In place of a subscription whose first event comes at once, and no other. */
        readonly document?: string;
      };
    }
  | { readonly stop: true }
  | { readonly drop: true }
  | { readonly count: true };

const CONNECTING = 50;
/** Its first event comes at once. */
const IDLE = 'subscription { network { connected } }';

const sockets: WebSocket[] = [];

async function openSocket(url: string, each: number, feed: boolean, query: string): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  const say = (message: object) => socket.send(JSON.stringify(message));
  await once(socket, 'open');
  sockets.push(socket);
  let waiting = each;
  const begun = new Promise<void>((resolve, reject) => {
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)));
    socket.on('message', (text) => {
      const { type } = JSON.parse(String(text));
      if (type === 'connection_ack') {
        for (let id = 0; id < each; id++) say({ id: `${id}`, type: 'subscribe', payload: { query } });
      } else if (type === 'next') {
        waiting -= 1;
        if (waiting === 0) resolve();
      } else {
        reject(new Error(`answered ${text}`));
      }
    });
  });
  say({ type: 'connection_init' });
  await begun;
  if (feed) say({ id: 'feed', type: 'subscribe', payload: { query: SUBSCRIPTION } });
}

await answerLines<Request>(async (request) => {
  if ('open' in request) {
    const { url, sockets: count, each, feed, document = IDLE } = request.open;
    let left = count;
    const some = async () => {
      while (left-- > 0) await openSocket(url, each, feed, document);
    };
    await Promise.all(Array.from({ length: CONNECTING }, some));
    return null;
  }
  if ('drop' in request) for (const socket of sockets.splice(0)) socket.terminate();
  if ('stop' in request) for (const socket of sockets) socket.pause();
  return sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
});
