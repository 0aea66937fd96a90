import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { createServerLock, type LockClient } from '../../src/storage/postgres/server-lock.js';
import { createVirtualClock } from '../virtual-clock.js';

/** A lock in a database that answers questions after 5 ms, unless `isSilent`. */
async function start() {
  const clock = createVirtualClock();
  const database = { isSilent: false };
  let unanswered: ((error: Error) => void)[] = [];
  const client = {
    connect: async () => {},
    on: () => client,
    query: () =>
      new Promise((resolve, reject) => {
        unanswered.push(reject);
        if (!database.isSilent) clock.after(5, () => resolve({ rows: [{ taken: true }] }));
      }),
    async end() {
      for (const fail of unanswered.splice(0)) fail(new Error('Connection terminated'));
    },
  } as unknown as LockClient;
  const lock = createServerLock(() => client, { clock, logger: silentLogger });
  const lost: number[] = [];
  lock.lost.listen(() => lost.push(clock.monotonic()));
  await clock.settle(lock.open(), 'it has the lock');
  unanswered = [];
  return { clock, lock, lost, database };
}

it('a server that was suspended keeps its lock, because the database has kept it', async () => {
  const { clock, lock, lost } = await start();
  const { id } = lock;
  await clock.advance(1500);
  await clock.pause(30_000);
  assert.equal(await clock.settle(lock.confirm(), 'it is confirmed'), true);
  await clock.advance(10_000);
  assert.deepEqual(lost, []);
  assert.equal(lock.id, id);
  await lock.close();
});

it('an answer to a question from before a suspension does not confirm the lock', async () => {
  const { clock, lock, database } = await start();
  await clock.advance(1002);
  // The answer to the question at 1000 ms is read after the suspension.
  await clock.pause(30_000);
  database.isSilent = true;
  assert.equal(await clock.settle(lock.confirm(), 'it is not confirmed'), false);
  await lock.close();
});

it('the lock is lost within four seconds if the database does not answer', async () => {
  const { clock, lock, lost, database } = await start();
  await clock.advance(1500);
  database.isSilent = true;
  const since = clock.monotonic();
  await clock.until(() => lost.length > 0, 'the lock is lost');
  assert.ok(clock.monotonic() - since <= 4000);
  assert.equal(await lock.confirm(), false);
  await lock.close();
});
