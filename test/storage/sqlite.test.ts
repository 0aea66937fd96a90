import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../../src/lib/clock.js';
import { createSqlRunStore } from '../../src/storage/sql/run-store.js';
import { openSqlite } from '../../src/storage/sqlite/open.js';
import { runStoreBehaviours } from './run-store-behaviours.js';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

runStoreBehaviours('SQLite', async (t) => {
  const folder = temporaryFolder(t);
  const { database, close } = await openSqlite({ folder, clock: systemClock });
  t.after(close);
  return createSqlRunStore(database);
});
