import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { followAgent } from '../faults/agent-log.js';
import { type PostgresServer, startPostgres } from '../postgres/postgres-server.js';
import { isReady } from '../programs/program.js';
import { until } from '../until.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Network, startNetwork } from './network.js';

const RUN = 'id status slots { streamId status reason }';
interface Run {
  readonly id: string;
  readonly status: string;
  readonly slots: readonly { readonly streamId: string; readonly status: string }[];
}

async function isAgent(url: string): Promise<boolean> {
  const response = await fetch(new URL('/health/ready', url));
  return ((await response.json()) as { agent: { registered: boolean } }).agent.registered;
}

describe('three servers on one PostgreSQL database', () => {
  let network: Network;
  let database: PostgresServer;
  let servers: readonly MultiSmurf[];

  before(async () => {
    [network, database] = await Promise.all([startNetwork({ slots: 3 }), startPostgres()]);
    const url = await database.createDatabase();
    servers = await Promise.all(
      ['first', 'second', 'third'].map((name) =>
        startMultiSmurf(network, { name, env: { DATABASE_URL: url } }),
      ),
    );
    for (const { url: address } of servers) await isReady(address);
  });
  after(async () => {
    await network?.stop();
    await database?.close();
  });

  it('finish a run whose server is killed, and a client of another server sees its true end', async () => {
    const [first, second] = servers;
    assert.ok(first && second);
    const logs = network.controllers.map(followAgent);
    const { data } = await first.request<{ run: Run }>(
      `mutation { run: runOperation(operation: "take_noise", params: { duration: 20 }, waitFor: STARTED, waitSeconds: 30) { ${RUN} } }`,
    );
    const run = data?.run;
    assert.ok(run);
    const updates = second.subscribe<{ runUpdates: Run }>(
      `subscription { runUpdates(id: "${run.id}") { ${RUN} } }`,
    );
    first.process.kill('SIGKILL');
    let last: Run | undefined;
    for await (const { data: update, errors } of updates) {
      assert.equal(errors, undefined);
      last = update?.runUpdates;
    }
    assert.deepEqual(
      last?.slots.map(({ status }) => status),
      ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
    );
    assert.equal(last?.status, 'SUCCEEDED');
    assert.deepEqual(
      logs.map((read) => read().starts),
      [['take_noise'], ['take_noise'], ['take_noise']],
    );
  });

  it('have one OCS agent: another server takes its address when it dies', async () => {
    const [, second, third] = servers;
    assert.ok(second && third);
    await until(async () => {
      const standing = await Promise.all([second.url, third.url].map(isAgent));
      return standing.filter(Boolean).length === 1;
    }, 'one of the two other servers has the address');
  });
});
