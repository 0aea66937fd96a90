import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { fetchWithin } from '../../monitor/api/fetch-within.js';

test('a request fails in words after the time limit, also if the answer stops in its middle', async (t) => {
  const server = createServer((request, response) => {
    if (request.url === '/middle') response.writeHead(200).write('{');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = fetchWithin(1000);
  const message = 'The server has not answered for 1 s.';
  await assert.rejects(ask(`${url}/never`), { message });
  await assert.rejects(async () => (await ask(`${url}/middle`)).text(), { message });
  const mine = new AbortController();
  mine.abort(new Error('not needed any more'));
  await assert.rejects(ask(url, { signal: mine.signal }), { message: 'not needed any more' });
});
