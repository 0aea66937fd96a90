import type { TestContext } from 'node:test';
import type { RunStore } from '../../src/core/runs/run-store.js';
import { systemClock } from '../../src/lib/clock.js';
import { createSqlRunStore } from '../../src/storage/sql/run-store.js';
import { openSqlite } from '../../src/storage/sqlite/open.js';
import { temporaryFolder } from './temporary-folder.js';

/** A new store on SQLite, which is closed after the test. */
export async function sqliteRunStore(t: TestContext): Promise<RunStore> {
  const { database, close } = await openSqlite({ folder: temporaryFolder(t), clock: systemClock });
  t.after(close);
  return createSqlRunStore(database);
}
