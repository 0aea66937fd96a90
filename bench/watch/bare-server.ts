import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerLines } from '../lib/worker.js';
import type { Transport } from './subscribers.js';

/** Sends each frame that it receives to all sockets, and does nothing else. Shows what is possible. A worker. */
export type BareRequest =
  | { readonly listen: { readonly over: Transport; readonly cert: string; readonly key: string } }
  | { readonly frame: string };

const streams = new Set<ServerResponse>();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

const answer: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  streams.add(response);
};

await answerLines<BareRequest>(async (request) => {
  if ('listen' in request) {
    const { over, cert, key } = request.listen;
    const server =
      over === 'wss'
        ? createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) })
        : createServer(answer);
    server.on('upgrade', (asked, socket, head) =>
      sockets.handleUpgrade(asked, socket, head, (accepted) => sockets.emit('connection', accepted)),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const scheme = over === 'sse' ? 'http' : over;
    return { url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }
  for (const socket of sockets.clients) socket.send(request.frame);
  for (const stream of streams) stream.write(request.frame);
  return null;
});
