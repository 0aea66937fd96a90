import { once } from 'node:events';
import { WebSocket } from 'ws';

export const WATCH = 'subscription { network { connected } }';

/** Opens a WebSocket from one of the addresses of this machine. Resolves also if it is closed at once. */
export async function openSocket(url: string, localAddress = '127.0.0.1'): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
    localAddress,
    perMessageDeflate: false,
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  return socket;
}

export const say = (socket: WebSocket, message: unknown) => socket.send(JSON.stringify(message));

/** Sends its token, and resolves with true if it is accepted. */
export async function introduce(socket: WebSocket, token: string): Promise<boolean> {
  const payload = { authorization: `Bearer ${token}` };
  const answered = Promise.race([once(socket, 'message'), once(socket, 'close').then(() => ['closed'])]);
  say(socket, { type: 'connection_init', payload });
  const [answer] = await answered;
  return JSON.parse(String(answer)).type === 'connection_ack';
}
