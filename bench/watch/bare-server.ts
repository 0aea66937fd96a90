import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerLines } from '../lib/worker.js';

/** Sends each frame that it receives to all sockets, and does nothing else. Shows what is possible. A worker. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

await answerLines<{ frame?: string }>(({ frame }) => {
  if (frame === undefined) return { url: `ws://127.0.0.1:${port}` };
  for (const socket of server.clients) socket.send(frame);
  return null;
});
