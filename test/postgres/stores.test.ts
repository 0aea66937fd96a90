import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { systemClock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { openPostgres } from '../../src/storage/postgres/open.js';
import { createSqlAuditStore } from '../../src/storage/sql/audit-store.js';
import { makeRoom } from '../../src/storage/sql/retention.js';
import { createSqlRunStore } from '../../src/storage/sql/run-store.js';
import { createSqlSlotStore } from '../../src/storage/sql/slot-store.js';
import { auditStoreBehaviours } from '../storage/audit-store-behaviours.js';
import { ended, ids, open as openRun, runStoreBehaviours } from '../storage/run-store-behaviours.js';
import { slotResultBehaviours } from '../storage/slot-result-behaviours.js';
import { slotStoreBehaviours } from '../storage/slot-store-behaviours.js';
import { until } from '../until.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

let server: PostgresServer;
before(async () => {
  server = await startPostgres();
});
after(() => server.close());

async function open(t: TestContext, url: string) {
  const opened = await openPostgres({ url, clock: systemClock, logger: silentLogger });
  t.after(opened.close);
  return opened;
}

const made = async (t: TestContext) => (await open(t, await server.createDatabase())).database;

runStoreBehaviours('PostgreSQL', async (t) => createSqlRunStore(await made(t)));
slotResultBehaviours('PostgreSQL', async (t) => createSqlRunStore(await made(t)));
slotStoreBehaviours('PostgreSQL', async (t) => createSqlSlotStore(await made(t)));
auditStoreBehaviours('PostgreSQL', async (t) => createSqlAuditStore(await made(t)));

describe('a database of runs', () => {
  it('still contains them when it is opened again', async (t) => {
    const url = await server.createDatabase();
    const first = await open(t, url);
    const one = ended('a');
    await createSqlRunStore(first.database).create(one);
    await first.close();
    const second = await open(t, url);
    assert.deepEqual(await createSqlRunStore(second.database).get('a'), one);
  });

  it('that does not exist is an error with the reason, and without the password', async (t) => {
    const url = (await server.createDatabase())
      .replace('smurf@', 'smurf:not-for-you@')
      .replace(/runs_\d+/, 'gone');
    await assert.rejects(open(t, url), (error) => {
      assert.match(String(error), /DATABASE_URL cannot be used: database "gone" does not exist/);
      assert.doesNotMatch(String(error), /not-for-you/);
      return true;
    });
  });

  it('is written to again after it was away', async (t) => {
    const url = await server.createDatabase();
    const place = { kind: 'postgres', url: createSecret(url) } as const;
    const opened = await openStorage(place, { clock: systemClock, logger: silentLogger });
    const { runs, health, peers } = opened;
    t.after(opened.close);
    await runs.create({ ...openRun('a'), driver: peers.driver });
    assert.ok(((await opened.size()) ?? 0) > 100_000, 'the size of the database is known');
    await server.restart(async () => {
      await assert.rejects(runs.create({ ...openRun('b'), driver: peers.driver }), (error) => {
        assert.equal((error as { code?: unknown }).code, 'STORE_UNAVAILABLE');
        return true;
      });
      assert.equal(health.problem?.code, 'STORE_UNAVAILABLE');
    });
    await until(() => health.problem === null, 'the store works again');
    assert.equal((await runs.get('a'))?.id, 'a');
    await until(() => peers.driver !== null, 'the lock is held again');
    await runs.create({ ...openRun('c'), driver: peers.driver });
  });

  it('that ends a connection between two statements of a transaction fails only the transaction', async (t) => {
    const database = await made(t);
    const other = await made(t);
    const ended = database.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      const pid = rows[0]?.pid;
      await sql`select pg_terminate_backend(${pid})`.execute(other);
      const backend = sql`select pid from pg_stat_activity where pid = ${pid}`;
      await until(async () => (await backend.execute(other)).rows.length === 0, 'the connection is lost');
      await sql`select 1`.execute(transaction);
    });
    await assert.rejects(ended);
    await sql`select 1`.execute(database);
  });

  it('drops old runs like a folder', async (t) => {
    const database = await made(t);
    const store = createSqlRunStore(database);
    for (const id of ['a', 'b', 'c']) await store.create(ended(id));
    await makeRoom(database, { maxAgeDays: 10_000, maxRuns: 2, maxBytes: 0 }, new Date('2026-11-26'));
    assert.deepEqual(ids(await store.list({}, { first: 9 })), ['c', 'b']);
  });
});
