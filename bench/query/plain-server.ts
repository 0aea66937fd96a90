import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerLines } from '../lib/worker.js';

/**
 * A route of plain JSON: it makes the text of the same answer anew for each request, and does nothing else. It shows
 * what is possible for data that are in memory. A worker.
 */
let answer: unknown = null;
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    const text = Buffer.from(JSON.stringify(answer));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

await answerLines<{ answer: unknown }>((request) => {
  answer = request.answer;
  return { url: `http://127.0.0.1:${port}/` };
});
