import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import Database from 'libsql';
import { RequestError } from '../../src/core/errors.js';
import { reduceRun } from '../../src/core/runs/run-reducer.js';
import type { RunChanges } from '../../src/core/runs/run-store.js';
import type { KeptOutcome } from '../../src/core/slots/slot-store.js';
import { systemClock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { createSqlRunStore } from '../../src/storage/sql/run-store.js';
import { createSqlSlotStore } from '../../src/storage/sql/slot-store.js';
import { openSqlite } from '../../src/storage/sqlite/open.js';
import { createSteadyStores, type SteadyStores } from '../../src/storage/steady-stores.js';
import { record, session } from '../core/fixtures.js';
import { until } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { ended as endedRun, open as openRun } from './run-store-behaviours.js';
import { temporaryFolder } from './temporary-folder.js';

const END = {
  type: 'ENDED',
  slot: 0,
  at: new Date(),
  outcome: { status: 'SUCCEEDED', message: null, record: record(session()) },
} as const;

/** A store on a disk that hangs after `hang`: its thread waits for a lock of another connection. */
async function start(t: TestContext) {
  const folder = temporaryFolder(t);
  const clock = createVirtualClock();
  const { database, close } = await openSqlite({ folder, clock: systemClock, busyMs: 600_000 });
  const probe = async () => {
    await database.insertInto('probe').values({ id: 1, at: 0 }).execute();
  };
  const stores = {
    runs: createSqlRunStore(database),
    slots: createSqlSlotStore(database),
    send: async () => {},
    probe,
  };
  const steady = createSteadyStores(stores, { place: 'the test', clock, logger: silentLogger });
  const other = new Database(join(folder, 'multismurf.sqlite'));
  t.after(async () => {
    other.close();
    steady.close();
    await close();
  });
  return {
    ...{ clock, steady, stores },
    hang: () => other.exec('BEGIN IMMEDIATE'),
    release: () => other.exec('ROLLBACK'),
  };
}

const ADDRESS = 'observatory.pysmurf-controller-s2';
const OUTCOME: KeptOutcome = {
  ...{ address: ADDRESS, runId: 'a', operation: 'take_noise', status: 'TIMED_OUT' },
  ...{ since: new Date(1_700_000_000_000), sessionId: null, acknowledged: null },
};

describe('a mark of a slot that could not be stored yet', () => {
  it('is in what is read, and is stored when the store works again', async (t) => {
    const { clock, steady, stores } = await start(t);
    const saveOutcome = t.mock.method(stores.slots, 'saveOutcome', async () => {
      throw new Error('the disk is full');
    });
    await isUnavailable(steady.slots.saveOutcome(OUTCOME));
    assert.deepEqual((await steady.slots.load()).unresolved, [OUTCOME]);
    assert.deepEqual((await stores.slots.load()).unresolved, []);
    saveOutcome.mock.restore();
    await clock.until(async () => (await stores.slots.load()).unresolved.length === 1, 'it is stored');
    assert.deepEqual((await steady.slots.load()).unresolved, [OUTCOME]);
  });

  it('is not stored after it was removed', async (t) => {
    const { clock, steady, stores } = await start(t);
    const saveOutcome = t.mock.method(stores.slots, 'saveOutcome', async () => {
      throw new Error('the disk is full');
    });
    await isUnavailable(steady.slots.saveOutcome(OUTCOME));
    saveOutcome.mock.restore();
    await steady.slots.dropOutcome(ADDRESS, 'a');
    await clock.advance(60_000);
    await steady.settled();
    assert.deepEqual((await stores.slots.load()).unresolved, []);
  });
});

async function isUnavailable(doing: Promise<unknown>): Promise<void> {
  await assert.rejects(doing, (error) => {
    assert.ok(error instanceof RequestError, String(error));
    assert.equal(error.code, 'STORE_UNAVAILABLE');
    return true;
  });
}

const problems = ({ health: { problem } }: SteadyStores) => (problem === null ? [] : [problem.code]);

const works = ({ health }: SteadyStores) => until(() => health.problem === null, 'the store works again');

describe('a store whose disk hangs', () => {
  it('rejects a new run within five seconds, reports this, and removes the run if it was written later', async (t) => {
    const { clock, steady, stores, hang, release } = await start(t);
    hang();
    const creating = steady.runs.create(openRun('a'));
    await clock.advance(4900);
    assert.deepEqual(problems(steady), []);
    await Promise.all([
      assert.rejects(
        creating,
        /within 5 s\. The run was not started\. But if the server is killed before the store answers, the run may start/,
      ),
      clock.advance(200),
    ]);
    assert.deepEqual(problems(steady), ['STORE_UNAVAILABLE']);
    await Promise.all([isUnavailable(steady.runs.create(openRun('b'))), clock.advance(1)]);
    release();
    await works(steady);
    await steady.settled();
    assert.deepEqual(await stores.runs.open(), []);
  });

  it('is not blamed for the time in which the server was suspended', async (t) => {
    const { clock, steady, hang, release } = await start(t);
    hang();
    const creating = steady.runs.create(openRun('a'));
    await clock.advance(1000);
    await clock.pause(30_000);
    await clock.advance(4000);
    release();
    await creating;
    assert.deepEqual(problems(steady), []);
  });

  it('returns runs that it could not write, and writes them later', async (t) => {
    const { clock, steady, stores, hang, release } = await start(t);
    const one = openRun('a');
    const done = reduceRun(one, END);
    await steady.runs.create(one);
    hang();
    await Promise.all([isUnavailable(steady.runs.append([{ run: done, event: END }])), clock.advance(5100)]);
    assert.equal((await steady.runs.get('a'))?.status, 'SUCCEEDED');
    release();
    await works(steady);
    assert.deepEqual(await stores.runs.get('a'), done);
  });
});

describe('an edit of an ended run', () => {
  const edit = { type: 'ANNOTATED', at: new Date(), change: { note: 'why' } } as const;

  it('is rejected within five seconds if the disk hangs, and is shown if it was written later', async (t) => {
    const { clock, steady, hang, release } = await start(t);
    await steady.runs.create(endedRun('a'));
    hang();
    const shown: (string | null)[] = [];
    const editing = steady.runs.annotate('a', edit, ({ note }) => shown.push(note));
    await Promise.all([isUnavailable(editing), clock.advance(5100)]);
    assert.deepEqual(shown, []);
    release();
    await works(steady);
    assert.deepEqual([shown, (await steady.runs.get('a'))?.note], [['why'], 'why']);
  });

  it('is rejected while the end of the run is not stored', async (t) => {
    const { steady, stores } = await start(t);
    const one = openRun('a');
    await steady.runs.create(one);
    t.mock.method(stores.runs, 'append', async () => {
      throw new Error('the disk is full');
    });
    await isUnavailable(steady.runs.append([{ run: reduceRun(one, END), event: END }]));
    await assert.rejects(
      steady.runs.annotate('a', edit, () => {}),
      /does not work: an earlier change of the run is not stored yet/,
    );
  });
});

describe('a store that fails', () => {
  it('gets the same write again until it works', async (t) => {
    const { clock, steady, stores } = await start(t);
    const append = stores.runs.append;
    let isFull = true;
    Object.assign(stores.runs, {
      append: async (...args: Parameters<typeof append>) => {
        if (isFull) throw new Error('database or disk is full');
        await append(...args);
      },
    });
    await isUnavailable(
      steady.runs.append([{ run: openRun('a'), event: { type: 'RELEASED', at: new Date() } }]),
    );
    assert.match(steady.health.problem?.message ?? '', /the test: database or disk is full/);
    isFull = false;
    await clock.advance(2000);
    await works(steady);
    assert.equal((await stores.runs.get('a'))?.id, 'a');
  });

  it('gets the writes of a run in their order, and a stop that it could not create', async (t) => {
    const { clock, steady, stores } = await start(t);
    const written: string[] = [];
    const failing = ['create', 'ENDED'];
    const orFail = async (what: string) => {
      if (what === failing[0]) throw new Error(`no ${failing.shift()}`);
      written.push(what);
      return true;
    };
    Object.assign(stores.runs, {
      create: () => orFail('create'),
      append: ([{ event }]: RunChanges) => orFail(event.type),
    });
    const stop = { ...openRun('a'), action: 'STOP' } as const;
    await isUnavailable(steady.runs.create(stop));
    const ended = reduceRun(stop, END);
    await isUnavailable(steady.runs.append([{ run: ended, event: END }]));
    const released = { ...ended, revision: ended.revision + 1 };
    await steady.runs.append([{ run: released, event: { type: 'RELEASED', at: new Date() } }]);
    assert.deepEqual(written, ['create', 'ENDED', 'RELEASED']);
    await clock.advance(2000);
    await works(steady);
    assert.deepEqual(written, ['create', 'ENDED', 'RELEASED'], 'each once');
  });
});

describe('the default folder', () => {
  it('that cannot be written leaves the runs in memory, and this is reported', async (t) => {
    const surroundings = { clock: systemClock, logger: silentLogger };
    for (const path of ['/dev/null/below', null]) {
      const { runs, health, close } = await openStorage({ kind: 'default folder', path }, surroundings);
      t.after(close);
      assert.equal(health.problem?.code, 'RUNS_IN_MEMORY');
      assert.match(health.problem?.message ?? '', /--data-dir/);
      await runs.create(openRun('a'));
      assert.equal((await runs.get('a'))?.id, 'a');
    }
    const named = { kind: 'folder', path: '/dev/null/below' } as const;
    await assert.rejects(openStorage(named, surroundings), /cannot be written/);
  });
});
