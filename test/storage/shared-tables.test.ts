import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '../../src/lib/clock.js';
import { createSqlRunStore } from '../../src/storage/sql/run-store.js';
import { createSharedTables } from '../../src/storage/sql/shared-tables.js';
import { openSqlite } from '../../src/storage/sqlite/open.js';
import { ended, open } from './run-store-behaviours.js';
import { temporaryFolder } from './temporary-folder.js';

it('a run that is given to another server has a later revision than its first server can have shown', async (t) => {
  const { database, close } = await openSqlite({ folder: temporaryFolder(t), clock: systemClock });
  t.after(close);
  const runs = createSqlRunStore(database, {
    announce: async () => {},
    order: async () => {},
    driver: () => 'first',
  });
  await runs.create(open('a', { driver: 'first' }));
  await runs.create(ended('b', { driver: 'first' }));
  assert.deepEqual(await createSharedTables(database).giveRuns('first', 'second'), ['a']);
  const given = await runs.get('a');
  assert.equal(given?.driver, 'second');
  // The progress of a session is published, but not stored.
  assert.ok(given.revision > 10_000);
  assert.equal((await runs.get('b'))?.driver, 'first');
});
