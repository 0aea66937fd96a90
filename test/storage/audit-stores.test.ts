import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { systemClock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createMemoryAuditStore } from '../../src/storage/memory-audit-store.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { makeAuditRoom } from '../../src/storage/sql/audit-retention.js';
import { createSqlAuditStore } from '../../src/storage/sql/audit-store.js';
import { openSqlite } from '../../src/storage/sqlite/open.js';
import { auditRecord } from '../core/audit/entries.js';
import { auditStoreBehaviours } from './audit-store-behaviours.js';
import { temporaryFolder } from './temporary-folder.js';

async function open(t: TestContext) {
  const { database, close } = await openSqlite({ folder: temporaryFolder(t), clock: systemClock });
  t.after(close);
  return database;
}

auditStoreBehaviours('memory', async () => createMemoryAuditStore());
auditStoreBehaviours('SQLite', async (t) => createSqlAuditStore(await open(t)));

const NOW = new Date('2026-11-26T00:00:00Z');
const ALL = { first: 9 };

/** Two rejected and three other records, each a day older than the next. */
const RECORDS = ['OK', 'FORBIDDEN', 'OK', 'FORBIDDEN', 'OK'].map((outcome, index) => {
  const time = new Date(NOW.getTime() - (5 - index) * 24 * 3600_000);
  return auditRecord(`${outcome}${index}`, { outcome, firstTime: time, lastTime: time });
});

it('audit records in memory are dropped by number; rejected ones do not displace the others', async () => {
  const left = async (most: { rejected: number; others: number }) => {
    const store = createMemoryAuditStore(most);
    for (const record of RECORDS) await store.put([record]);
    return (await store.list({}, ALL)).records.map(({ id }) => id);
  };
  assert.deepEqual(await left({ rejected: 1, others: 9 }), ['OK4', 'FORBIDDEN3', 'OK2', 'OK0']);
  assert.deepEqual(await left({ rejected: 9, others: 1 }), ['OK4', 'FORBIDDEN3', 'FORBIDDEN1']);
});

it('audit records in a database are dropped by number; rejected ones do not displace the others', async (t) => {
  const database = await open(t);
  const store = createSqlAuditStore(database);
  await store.put(RECORDS);
  await makeAuditRoom(database, { maxAgeDays: 90, maxRejected: 1, maxOthers: 2 }, NOW);
  const { records } = await store.list({}, ALL);
  assert.deepEqual(
    records.map(({ id }) => id),
    ['OK4', 'FORBIDDEN3', 'OK2'],
  );
});

it('audit records in a database are dropped by age', async (t) => {
  const database = await open(t);
  const store = createSqlAuditStore(database);
  await store.put(RECORDS);
  await makeAuditRoom(database, { maxAgeDays: 2, maxRejected: 100, maxOthers: 100 }, NOW);
  const { records } = await store.list({}, ALL);
  assert.deepEqual(
    records.map(({ id }) => id),
    ['OK4', 'FORBIDDEN3'],
  );
});

it('audit records are still in the folder when it is opened again', async (t) => {
  const place = { kind: 'folder', path: temporaryFolder(t) } as const;
  const surroundings = { clock: systemClock, logger: silentLogger };
  const first = await openStorage(place, surroundings);
  await first.audit.put(RECORDS);
  await first.close();
  const second = await openStorage(place, surroundings);
  t.after(second.close);
  assert.deepEqual((await second.audit.list({}, ALL)).records, RECORDS.toReversed());
});
