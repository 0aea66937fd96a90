import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import pg from 'pg';
import { begun, kill, network, RUN, type Run, statuses } from '../programs/killed-server.js';
import { ask, isReady, LISTENING, startProgram } from '../programs/program.js';
import { until } from '../until.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let database: PostgresServer;
before(async () => {
  database = await startPostgres();
});
after(() => database.close());

/** Servers on one database, with one network of simulated slots. A run of 20 s takes 2 s there. */
async function start(t: TestContext, count: number, slotCount = 3) {
  const slots = await network(t, slotCount);
  const store = await database.createDatabase();
  const servers = [];
  for (let index = 0; index < count; index++) {
    const args = ['serve', '--site', 'none', '--site-hub', slots.url, '--port', '0'];
    const program = startProgram(t, args, { env: { DATABASE_URL: store } });
    const [, url = ''] = await program.line(LISTENING);
    await isReady(url);
    servers.push({ program, url });
  }
  const [first, second, third] = servers;
  assert.ok(first && second);
  return { slots, store, first, second, third: third ?? second };
}

async function takeNoise(url: string, more = ''): Promise<Run> {
  const request = `operation: "take_noise", params: { duration: 20 }${more}`;
  return (await ask<{ run: Run }>(url, `mutation { run: runOperation(${request}) ${RUN} }`)).run;
}

async function runAt(url: string, id: string): Promise<Run> {
  const { run } = await ask<{ run: Run | null }>(url, `{ run(id: "${id}") ${RUN} }`);
  assert.ok(run, 'every server knows the run');
  return run;
}

const endAt = (url: string, id: string) =>
  until(async () => {
    const run = await runAt(url, id);
    return run.status === 'RUNNING' ? null : run;
  }, `the end of run ${id}`);

const SUCCEEDED = ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'];

/** Ends the connections that hold the locks of these servers. */
async function endLocks(store: string, pids: readonly number[]): Promise<void> {
  const client = new pg.Client(store);
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and application_name = any($1)`,
      [pids.map((pid) => `multismurf (pid ${pid})`)],
    );
    assert.equal(rowCount, pids.length);
  } finally {
    await client.end();
  }
}

describe('several servers on one database', () => {
  it('all show a run that one of them executes, and its end', async (t) => {
    const { first, second } = await start(t, 2);
    const { id } = await takeNoise(first.url);
    const shown = await until(async () => {
      const run = await runAt(second.url, id);
      return statuses(run).join() === 'RUNNING,RUNNING,RUNNING' ? run : null;
    }, 'the second server shows that the run has started');
    assert.equal(shown.status, 'RUNNING');
    assert.deepEqual(statuses(await endAt(second.url, id)), SUCCEEDED);
  });

  it('continue the runs of one that is killed, and start nothing twice', async (t) => {
    const { slots, first, second, third } = await start(t, 3);
    const counts = begun(slots);
    const parallel = await takeNoise(first.url, ', waitFor: STARTED, waitSeconds: 10');
    await kill(first.program);
    const series = await takeNoise(second.url, ', options: { maxConcurrency: 1, force: true }');
    assert.deepEqual(statuses(await endAt(third.url, parallel.id)), SUCCEEDED);
    await endAt(third.url, series.id);
    const again = await takeNoise(second.url, ', options: { maxConcurrency: 1 }');
    await until(
      async () => statuses(await runAt(third.url, again.id)).join() === 'SUCCEEDED,RUNNING,PENDING',
      'the second slot of the series runs',
    );
    await kill(second.program);
    assert.deepEqual(statuses(await endAt(third.url, again.id)), SUCCEEDED);
    const rejected = statuses(await runAt(third.url, series.id)).filter((status) => status !== 'SUCCEEDED');
    assert.deepEqual(
      begun(slots).reduce((sum, count) => sum + count, 0),
      counts.reduce((sum, count) => sum + count, 0) + 9 - rejected.length,
    );
  });

  it('give a request that is sent to two of them at the same time one run', async (t) => {
    const { slots, first, second } = await start(t, 2);
    const counts = begun(slots);
    const more = ', options: { requestId: "night 7" }';
    const [one, other] = await Promise.all([takeNoise(first.url, more), takeNoise(second.url, more)]);
    assert.equal(one.id, other.id);
    await endAt(first.url, one.id);
    assert.deepEqual(
      begun(slots),
      counts.map((count) => count + 1),
    );
  });

  it('edit the runs of each other, open and ended', async (t) => {
    const { first, second } = await start(t, 2);
    const { id } = await takeNoise(first.url);
    const edit = async (url: string, note: string) =>
      await ask(url, `mutation { annotateRun(id: "${id}", note: "${note}", labels: ["${note}"]) { id } }`);
    const noteAt = async (url: string) =>
      (await ask<{ run: { note: string } }>(url, `{ run(id: "${id}") { note } }`)).run.note;
    await edit(second.url, 'open');
    assert.deepEqual([await noteAt(first.url), await noteAt(second.url)], ['open', 'open']);
    await endAt(first.url, id);
    await edit(second.url, 'ended');
    assert.deepEqual([await noteAt(first.url), await noteAt(second.url)], ['ended', 'ended']);
    const found = '{ runs(filter: { label: "ended" }) { totalCount } }';
    assert.deepEqual(await ask(first.url, found), { runs: { totalCount: 1 } });
  });

  it('cancel and stop the runs of each other', async (t) => {
    const { first, second } = await start(t, 2);
    const series = ', options: { maxConcurrency: 1 }';
    const one = await takeNoise(first.url, series);
    const { cancelled } = await ask<{ cancelled: Run }>(
      second.url,
      `mutation { cancelled: cancelRun(id: "${one.id}") ${RUN} }`,
    );
    assert.deepEqual(statuses(cancelled).slice(1), ['NOT_STARTED', 'NOT_STARTED']);
    await endAt(second.url, one.id);

    const two = await takeNoise(first.url, series);
    const { stopAll } = await ask<{ stopAll: { slots: { status: string }[] } }>(
      second.url,
      'mutation { stopAll { slots { status } } }',
    );
    assert.equal(stopAll.slots.length, 3);
    assert.deepEqual(statuses(await endAt(second.url, two.id)).slice(1), ['NOT_STARTED', 'NOT_STARTED']);
  });

  it('share the slots that are out of service', async (t) => {
    const { slots, first, second } = await start(t, 2, 1);
    const [streamId] = slots.controllers.map((slot) => slot.streamId);
    const mark = `setOutOfService(streamIds: ["${streamId}"], reason: "no bias", by: "ann") { id }`;
    await ask(first.url, `mutation { ${mark} }`);
    const query = '{ smurfInstances { outOfService { reason } } }';
    const reasonAt = async (url: string) =>
      (await ask<{ smurfInstances: { outOfService: { reason: string } | null }[] }>(url, query))
        .smurfInstances[0]?.outOfService?.reason;
    await until(async () => (await reasonAt(second.url)) === 'no bias', 'the second server knows it');
    await ask(second.url, `mutation { setInService(streamIds: ["${streamId}"]) { id } }`);
    await until(async () => (await reasonAt(first.url)) === undefined, 'the first server knows it');
  });

  it('never execute a run twice, also if one loses its lock and lives on', async (t) => {
    const { slots, store, first, second } = await start(t, 2);
    const counts = begun(slots);
    const { id } = await takeNoise(first.url, ', options: { maxConcurrency: 1 }');
    await until(async () => statuses(await runAt(second.url, id)).includes('RUNNING'), 'the first slot runs');
    await endLocks(store, [first.program.pid]);
    assert.deepEqual(statuses(await endAt(first.url, id)), SUCCEEDED);
    assert.deepEqual(
      begun(slots),
      counts.map((count) => count + 1),
    );
    assert.match(first.program.stdout + first.program.stderr, /the lock in the database is lost/);
  });

  it('execute nothing while the database is away, stop what is asked for, and continue when it is back', async (t) => {
    const { slots, first, second } = await start(t, 2);
    const counts = begun(slots);
    const { id } = await takeNoise(first.url, ', options: { maxConcurrency: 1 }');
    await until(
      async () => statuses(await runAt(second.url, id)).join() === 'RUNNING,PENDING,PENDING',
      'the first slot runs',
    );
    let other = '';
    await database.restart(async () => {
      const rejected = takeNoise(second.url);
      await assert.rejects(rejected, /STORE_UNAVAILABLE/);
      const { stop } = await ask<{ stop: Run }>(
        second.url,
        `mutation { stop: abortOperation(operation: "take_noise", streamIds: ["${slots.controllers[2]?.streamId}"]) ${RUN} }`,
      );
      other = stop.id;
      assert.equal((await runAt(first.url, id)).status, 'RUNNING');
    });
    const run = await endAt(second.url, id);
    assert.deepEqual(statuses(run), ['SUCCEEDED', 'SUCCEEDED', 'NOT_STARTED'], 'the third was stopped');
    await endAt(first.url, other);
    assert.deepEqual(
      begun(slots).slice(0, 2),
      counts.slice(0, 2).map((count) => count + 1),
    );
  });
});
