import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Run } from '../../src/core/runs/run.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createTopic } from '../../src/lib/topic.js';
import type { ServerLock } from '../../src/storage/postgres/server-lock.js';
import { createSharedRuns, noticeOf } from '../../src/storage/postgres/shared-runs.js';
import type { StoredOrder } from '../../src/storage/sql/orders.js';
import { createVirtualClock } from '../virtual-clock.js';
import { ended, open } from './run-store-behaviours.js';

const topic = <T>() => createTopic<T>((error) => assert.ifError(error));

/** A server whose database has these runs. */
function start(stored: Map<string, Run>, isOutdated: (run: Run) => boolean = () => false) {
  const orders: StoredOrder[] = [];
  const clock = createVirtualClock();
  const lock: ServerLock = {
    ...{
      id: 'ours',
      confirm: async () => true,
      held: topic<void>(),
      lost: topic<void>(),
      notices: topic<string>(),
    },
    ...{ open: async () => {}, ifDead: async () => {}, close: async () => {} },
  };
  const peers = createSharedRuns({
    ...{ lock, isOutdated, sender: 'this', send: async () => {}, clock, logger: silentLogger },
    runs: { get: async (id) => stored.get(id) },
    slots: { load: async () => ({ slots: [], outOfService: new Map(), unresolved: [] }) },
    tables: {
      newestOrder: async () => 0,
      ordersAfter: async (seq) => orders.filter((order) => order.seq > seq),
      ordersSince: async () => [],
      newestRun: async () => stored.size,
      openRuns: async (after) =>
        [...stored.values()]
          .map((run, index) => ({ ...run, seq: index + 1, isOpen: run.endTime === null }))
          .filter(({ seq, isOpen }) => isOpen || seq > after),
      giveRuns: async () => [],
    },
  });
  const changed: Run[] = [];
  peers.changed.listen((run) => changed.push(run));
  return { clock, lock, peers, changed, orders };
}

it('the end of a run that this server has lost is seen, also if nobody announced it', async () => {
  const end = ended('a', { driver: 'theirs' });
  const { clock, peers, changed } = start(new Map([['a', end]]));
  await clock.settle(peers.begin(), 'it has begun');
  await clock.advance(3000);
  assert.deepEqual(changed, []);
  peers.watch('a');
  await clock.advance(3000);
  assert.deepEqual(changed, [end]);
  peers.close();
});

it('a run that began and ended between two looks is seen, and only once', async () => {
  const stored = new Map([['a', ended('a', { driver: 'theirs' })]]);
  const { clock, peers, changed } = start(stored);
  await clock.settle(peers.begin(), 'it has begun');
  await clock.advance(3000);
  assert.deepEqual(changed, []);
  const short = ended('b', { driver: 'theirs' });
  stored.set('b', short);
  await clock.advance(10_000);
  assert.deepEqual(changed, [short]);
  peers.close();
});

it('an old state of a run is not shown while this server has a newer one to store', async () => {
  const old = open('a', { driver: 'before' });
  let isStored = false;
  const { clock, lock, peers, changed } = start(new Map([['a', old]]), () => !isStored);
  lock.notices.emit(noticeOf('other', { run: 'a' }));
  await clock.advance(3000);
  assert.deepEqual(changed, []);
  isStored = true;
  await clock.advance(3000);
  assert.deepEqual(changed, [old]);
  peers.close();
});

it('a server that catches up knows the runs of the others that nobody has announced, also those being read', async () => {
  const stored = new Map<string, Run>();
  const { clock, lock, peers, changed } = start(stored);
  await clock.settle(peers.begin(), 'it has begun');
  const theirs = open('a', { driver: 'theirs' });
  stored.set('a', theirs);
  lock.notices.emit(noticeOf('other', { run: 'a' }));
  await peers.catchUp();
  assert.deepEqual(changed, [theirs]);
  const next = open('b', { driver: 'theirs' });
  stored.set('b', next);
  await peers.catchUp();
  assert.deepEqual(changed, [theirs, next]);
  peers.close();
});

it('an edit of an ended run by another server is seen once, also of a run of this server, and without a notice', async () => {
  const own = ended('a', { driver: 'ours' });
  const stored = new Map([['a', own]]);
  const { clock, peers, changed, orders } = start(stored);
  await clock.settle(peers.begin(), 'it has begun');
  await clock.advance(3000);
  const edited = { ...own, note: 'why', revision: 3 };
  stored.set('a', edited);
  orders.push({ seq: 1, sender: 'other', order: { kind: 'ANNOTATED', run: 'a' } });
  await clock.advance(10_000);
  assert.deepEqual(changed, [edited]);
  const again = { ...edited, note: 'because', revision: 4 };
  stored.set('a', again);
  orders.push({ seq: 2, sender: 'this', order: { kind: 'ANNOTATED', run: 'a' } });
  await clock.advance(10_000);
  assert.deepEqual(changed, [edited], 'this server has shown its own edit already');
  peers.close();
});
