import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { freePort } from '../free-port.js';
import { kill, network, RUN, type Run, statuses } from '../programs/killed-server.js';
import { ask, isReady, LISTENING, startProgram } from '../programs/program.js';
import { startBalancer } from './nginx.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let database: PostgresServer;
before(async () => {
  database = await startPostgres();
});
after(() => database.close());

describe('two servers behind nginx, as docs/scaling.md has them', () => {
  it('answer and stream through it, also when the one that executes the run is killed', async (t) => {
    const slots = await network(t, 2);
    const store = await database.createDatabase();
    const ports = [await freePort(), await freePort()] as const;
    const servers = [];
    for (const port of ports) {
      const args = ['serve', '--site', 'none', '--site-hub', slots.url, '--port', String(port)];
      const program = startProgram(t, args, { env: { DATABASE_URL: store } });
      const [, url = ''] = await program.line(LISTENING);
      await isReady(url);
      servers.push({ program, url });
    }
    const url = await startBalancer(t, ports);
    const client = createClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      shouldRetry: () => true,
      retryAttempts: Number.POSITIVE_INFINITY,
    });
    t.after(() => client.dispose());

    const [first] = servers;
    assert.ok(first);
    const request = 'operation: "take_noise", params: { duration: 20 }, waitFor: STARTED, waitSeconds: 10';
    const { run } = await ask<{ run: Run }>(first.url, `mutation { run: runOperation(${request}) ${RUN} }`);
    const updates = client.iterate<{ runUpdates: Run }>({
      query: `subscription { runUpdates(id: "${run.id}") ${RUN} }`,
    });
    await updates.next();
    await kill(first.program);
    let last: Run | undefined;
    for await (const { data } of updates) last = data?.runUpdates;
    assert.deepEqual(last && statuses(last), ['SUCCEEDED', 'SUCCEEDED']);
    const shown = await ask<{ run: Run }>(url, `{ run(id: "${run.id}") ${RUN} }`);
    assert.equal(shown.run.status, 'SUCCEEDED');
  });
});
