import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Insertable, Kysely, sql } from 'kysely';
import type { Run } from '../../src/core/runs/run.js';
import { systemClock } from '../../src/lib/clock.js';
import { makeRoom } from '../../src/storage/sql/retention.js';
import { dataRow, runRow, slotRow } from '../../src/storage/sql/run-rows.js';
import { createSqlRunStore } from '../../src/storage/sql/run-store.js';
import { createSqlSlotStore } from '../../src/storage/sql/slot-store.js';
import { writeStored } from '../../src/storage/sql/stored-json.js';
import type { RunTable, Tables } from '../../src/storage/sql/tables.js';
import { bindable } from '../../src/storage/sqlite/bindable.js';
import { createSqliteDialect } from '../../src/storage/sqlite/dialect.js';
import { openSqlite, type SqliteOptions } from '../../src/storage/sqlite/open.js';
import { SqliteError, type SqliteThread } from '../../src/storage/sqlite/thread.js';
import { StorageError, type StorageTrouble } from '../../src/storage/storage-error.js';
import { record, run, session } from '../core/fixtures.js';
import { ended, ids, open as openRun, runStoreBehaviours } from './run-store-behaviours.js';
import { slotResultBehaviours } from './slot-result-behaviours.js';
import { slotStoreBehaviours } from './slot-store-behaviours.js';
import { temporaryFolder } from './temporary-folder.js';

async function open(t: TestContext, folder = temporaryFolder(t), change: Partial<SqliteOptions> = {}) {
  const opened = await openSqlite({ folder, clock: systemClock, ...change });
  t.after(opened.close);
  return opened;
}

runStoreBehaviours('SQLite', async (t) => createSqlRunStore((await open(t)).database));
slotResultBehaviours('SQLite', async (t) => createSqlRunStore((await open(t)).database));
slotStoreBehaviours('SQLite', async (t) => createSqlSlotStore((await open(t)).database));

async function rejects(opening: Promise<unknown>, trouble: StorageTrouble, message: RegExp): Promise<void> {
  await assert.rejects(opening, (error) => {
    assert.ok(error instanceof StorageError, String(error));
    assert.equal(error.trouble, trouble);
    assert.match(error.message, message);
    return true;
  });
}

/** Before `003-servers`, a run had no driver, and before `004-retries` it was no retry. */
async function insertAsBefore003(database: Kysely<Tables>, run: Run): Promise<void> {
  const { driver: _driver, retry_of: _retryOf, ...row } = runRow(run);
  const { seq } = await database
    .insertInto('runs')
    .values(row as Insertable<RunTable>)
    .returning('seq')
    .executeTakeFirstOrThrow();
  const slots = run.slots.map((slot, place) => ({ run: seq, ...slotRow(slot, place, run.revision) }));
  await database.insertInto('run_slots').values(slots).execute();
  const data = run.slots.flatMap((slot, place) => dataRow(slot, place) ?? []);
  for (const one of data)
    await database
      .insertInto('session_data')
      .values({ run: seq, ...one })
      .execute();
}

describe('a folder of runs', () => {
  it('still contains them when it is opened again', async (t) => {
    const folder = join(temporaryFolder(t), 'made', 'here');
    const first = await open(t, folder);
    const one = ended('a');
    await createSqlRunStore(first.database).create(one);
    await first.close();
    const second = await open(t, folder);
    assert.deepEqual(await createSqlRunStore(second.database).get('a'), one);
  });

  it('answers a write when it is on the disk', async (t) => {
    const { database } = await open(t);
    const read = async (name: string) => (await sql.raw(`pragma ${name}`).execute(database)).rows;
    assert.deepEqual(await read('synchronous'), [{ synchronous: 2 }], 'FULL');
    assert.deepEqual(await read('journal_mode'), [{ journal_mode: 'wal' }]);
  });

  it('can be used by one server; others are rejected with its pid', async (t) => {
    const folder = temporaryFolder(t);
    await open(t, folder);
    await rejects(open(t, folder), 'in use', new RegExp(`pid ${process.pid}\\) stores its runs in`));
  });

  it('that cannot be written is an error with the reason of the system', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    await rejects(open(t, join(file, 'below')), 'unwritable', /ENOTDIR/);
  });

  it('with another file as the database is not overwritten', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'multismurf.sqlite'), 'a diary, '.repeat(1000));
    await rejects(open(t, folder), 'broken', /is damaged: file is not a database/);
  });

  it('of a newer version stays unchanged', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    const row = { name: '999-future', timestamp: '' };
    await first.database
      .withTables<{ kysely_migration: typeof row }>()
      .insertInto('kysely_migration')
      .values(row)
      .execute();
    await first.close();
    await rejects(open(t, folder), 'newer', /newer version of MultiSmurf \(999-future\)/);
  });

  for (const version of ['001-runs', '002-slots']) {
    it(`that was copied while it was closed can be restored, and its tables (${version}) are updated`, async (t) => {
      const folder = temporaryFolder(t);
      const copy = temporaryFolder(t);
      const before = await open(t, folder, { migrateTo: version });
      const one = ended('a');
      await insertAsBefore003(before.database, one);
      await before.close();
      cpSync(folder, copy, { recursive: true });
      const restored = await open(t, copy);
      assert.deepEqual(await createSqlRunStore(restored.database).get('a'), one);
      assert.deepEqual((await createSqlSlotStore(restored.database).load()).slots, []);
    });
  }
});

describe('a folder of a version in which only the user of a token was known', () => {
  it('is updated: that user was verified', async (t) => {
    const { database } = await open(t);
    const store = createSqlRunStore(database);
    for (const requestedBy of ['anna', null]) {
      const id = String(requestedBy);
      await store.create(ended(id, { requestedBy }));
      const { slots: _slots, isRequesterVerified: _verified, ...body } = ended(id, { requestedBy });
      await database
        .updateTable('runs')
        .set({ body: writeStored(body) })
        .where('id', '=', id)
        .execute();
      assert.equal((await store.get(id))?.isRequesterVerified, requestedBy !== null);
    }
    const said = ended('said', { requestedBy: 'ben', isRequesterVerified: false });
    await store.create(said);
    assert.deepEqual(await store.get('said'), said);
  });
});

describe('a folder of a version without labels', () => {
  it('is updated: its runs have no note and no labels, and can get them', async (t) => {
    const folder = temporaryFolder(t);
    const before = await open(t, folder, { migrateTo: '005-slot-results' });
    const one = ended('a');
    const { slots: _slots, note: _note, labels: _labels, annotated: _annotated, ...body } = one;
    await insertAsBefore003(before.database, one);
    await before.database
      .updateTable('runs')
      .set({ body: writeStored(body) })
      .execute();
    await before.close();
    const store = createSqlRunStore((await open(t, folder)).database);
    assert.deepEqual(await store.get('a'), one);
    const change = { note: 'why', labels: ['x'] };
    const edited = await store.annotate('a', { type: 'ANNOTATED', at: new Date(), change }, () => {});
    assert.deepEqual([edited?.note, edited?.labels], ['why', ['x']]);
    assert.deepEqual(ids(await store.list({ label: 'x' }, { first: 5 })), ['a']);
  });
});

describe('an edit of a run that other servers change each time before it', () => {
  it('is rejected with what to do, and not as a fault of the store', async (t) => {
    const { database } = await open(t);
    const store = createSqlRunStore(database);
    await store.create(ended('a'));
    await sql`create trigger late before update on runs begin select raise(ignore); end`.execute(database);
    const edit = { type: 'ANNOTATED', at: new Date(), change: { note: 'why' } } as const;
    await assert.rejects(
      store.annotate('a', edit, () => assert.fail('it was stored')),
      /^RequestError: The note and the labels of the run a are not stored, .* Repeat the request\.$/,
    );
    assert.equal((await store.get('a'))?.note, ended('a').note);
  });
});

describe('a transaction', () => {
  it('that a full disk ends is rejected with this reason', async () => {
    const failures = new Map([
      ['commit', 'database or disk is full'],
      ['rollback', 'cannot rollback - no transaction is active'],
    ]);
    const thread: SqliteThread = {
      async execute(statement) {
        const message = failures.get(statement);
        if (message !== undefined) throw new SqliteError(message, null);
        return { rows: [], changes: 0 };
      },
      open: async () => {},
      close: async () => {},
      kill: async () => {},
    };
    const database = new Kysely<Tables>({ dialect: createSqliteDialect(thread) });
    await assert.rejects(
      database.transaction().execute(async () => {}),
      /database or disk is full/,
    );
  });
});

describe('a value that would end the process if it were bound', () => {
  for (const [what, value] of [
    ['true', true],
    ['a date', new Date()],
    ['an object', {}],
    ['a list', [1]],
    ['undefined', undefined],
    ['NaN', Number.NaN],
  ] as const) {
    it(`is rejected: ${what}`, () => {
      assert.throws(() => bindable([1, value], 'select ?, ?'), /^TypeError: parameter 2 is .* in: select/);
    });
  }

  it('fails only its own statement', async (t) => {
    const { database } = await open(t);
    const wrong = database
      .selectFrom('runs')
      .select('id')
      .where('seq', '=', true as unknown as number);
    await assert.rejects(wrong.execute(), /parameter 1 is the boolean true/);
    assert.deepEqual(await database.selectFrom('runs').select('id').execute(), []);
  });
});

describe('room for new runs', () => {
  const LIMITS = { maxAgeDays: 10_000, maxRuns: 1000, maxBytes: 10_000 };
  const withData = (id: string, status: 'RUNNING' | 'SUCCEEDED' = 'SUCCEEDED') => {
    const slots = run([status]).slots.map((slot) => ({
      ...slot,
      record: record(session({ data: 'x'.repeat(1000) })),
    }));
    return status === 'RUNNING' ? openRun(id, { slots }) : ended(id, { slots });
  };

  it('is made by age and by number; open runs are never dropped', async (t) => {
    const { database } = await open(t);
    const store = createSqlRunStore(database);
    await store.create(openRun('weeks', { startTime: new Date('2020-01-01') }));
    await store.create(ended('old', { startTime: new Date('2020-01-01') }));
    for (const id of ['a', 'b', 'c']) await store.create(ended(id, { labels: ['x'] }));
    const now = new Date('2026-11-26');
    await makeRoom(database, { ...LIMITS, maxAgeDays: 365 }, now);
    assert.deepEqual(ids(await store.list({}, { first: 9 })), ['c', 'b', 'a', 'weeks']);
    await makeRoom(database, { ...LIMITS, maxRuns: 2 }, now);
    assert.deepEqual(ids(await store.list({}, { first: 9 })), ['c', 'b', 'weeks']);
    assert.deepEqual(
      await database
        .selectFrom('run_names')
        .select('run')
        .distinct()
        .execute()
        .then((rows) => rows.length),
      3,
    );
    assert.deepEqual((await store.list({ label: 'x' }, { first: 9 })).totalCount, 2);
  });

  it('is made by dropping the data of the oldest sessions; their outcomes stay', async (t) => {
    const { database } = await open(t);
    const store = createSqlRunStore(database);
    await store.create(withData('open', 'RUNNING'));
    for (const id of ['a', 'b', 'c']) await store.create(withData(id));
    await makeRoom(database, { ...LIMITS, maxBytes: 2500 }, new Date('2026-11-26'));
    const sizes = await Promise.all(
      ['open', 'a', 'b', 'c'].map(async (id) => {
        const data = (await store.get(id))?.slots[0]?.record?.session.data;
        return data === null ? 0 : String(data).length;
      }),
    );
    assert.deepEqual(sizes, [1000, 0, 1000, 1000]);
    const addresses = [run(['SUCCEEDED']).slots[0]?.address ?? ''];
    const results = await store.results({ operation: 'take_noise', addresses, limit: 5 });
    assert.deepEqual(
      results.map(({ runId }) => runId),
      ['c', 'b', 'a'],
    );
    assert.equal((await store.get('a'))?.slots[0]?.status, 'SUCCEEDED');
  });
});
