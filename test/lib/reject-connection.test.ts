import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { it, type TestContext } from 'node:test';
import { rejectConnection } from '../../src/lib/reject-connection.js';
import { within } from '../until.js';

/** Both ends of a connection that the server rejects when `client` has sent something. */
async function serve(t: TestContext, body?: string) {
  const server = createServer((socket) => {
    socket.once('data', () => rejectConnection(socket, '404 Not Found', body));
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
}

async function answerTo(client: Socket): Promise<string> {
  client.write('GET / HTTP/1.1\r\n\r\n');
  let text = '';
  client.on('data', (chunk) => {
    text += chunk;
  });
  await within(once(client, 'end'), 'the end of the answer');
  client.destroy();
  return text;
}

it('a rejected connection gets its answer and is closed, even if the client leaves its half open', async (t) => {
  const body = '{"errors":[]}\n';
  assert.equal(
    await answerTo(await serve(t, body)),
    `HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n${body}`,
  );
  assert.match(await answerTo(await serve(t)), /Content-Length: 0\r\n\r\n$/);
});
