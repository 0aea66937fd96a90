import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { createAudit } from '../../../src/core/audit/audit.js';
import type { AuditEntry, AuditRecord } from '../../../src/core/audit/audit-record.js';
import { silentLogger } from '../../../src/lib/logger.js';
import { createMemoryAuditStore } from '../../../src/storage/memory-audit-store.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { entry } from './entries.js';

const MINUTE = 60_000;
const REJECTED = { action: 'runOperation', outcome: 'FORBIDDEN' };

type Store = Pick<ReturnType<typeof createMemoryAuditStore>, 'put'>;

/** @param change replaces methods of the store */
function start(change: (store: Store) => Partial<Store> = () => ({})) {
  const clock = createVirtualClock();
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const memory = createMemoryAuditStore();
  const audit = createAudit({ store: { ...memory, ...change(memory) }, clock, logger });
  return {
    ...{ clock, audit, lines },
    see: (what: Partial<AuditEntry> = {}) => audit.record(entry({ time: clock.now(), ...what })),
    stored: async () => (await memory.list({}, { first: 5000 })).records,
    logged: () => lines.filter(({ msg }) => msg === 'audit'),
  };
}

const counts = (records: readonly AuditRecord[]) => records.map(({ count }) => count);

describe('what a client asks for', () => {
  it('is logged at once and stored: who, via, address, what, outcome and time', async () => {
    const { clock, see, stored, logged } = start();
    const time = clock.now();
    see();
    const [line] = logged();
    const { who, isVerified, via, address, action, summary, outcome, count } = line ?? {};
    assert.deepEqual(
      { time, who, isVerified, via, address, action, summary, outcome },
      { ...entry({ time }) },
    );
    assert.equal(count, undefined);
    await clock.advance(1);
    const [record] = await stored();
    assert.deepEqual(record, {
      ...{ id: record?.id, who: 'anna', isVerified: true, via: 'GRAPHQL', address: '192.0.2.7' },
      ...{ action: 'stopAll', summary: 'on ufm_mv5', outcome: 'OK' },
      ...{ count: 1, firstTime: time, lastTime: time },
    });
  });

  it('is a record each time, if it is not rejected', async () => {
    const { clock, see, stored, logged } = start();
    for (let index = 0; index < 300; index += 1) see();
    await clock.advance(1);
    assert.deepEqual([(await stored()).length, logged().length], [300, 300]);
  });

  it('is shortened, since clients choose the texts', async () => {
    const { clock, see, stored } = start();
    const long = 'x'.repeat(100_000);
    see({ who: long, address: long, action: long, summary: long, outcome: long });
    await clock.advance(1);
    assert.ok(JSON.stringify(await stored()).length < 2000);
  });
});

describe('rejected requests', () => {
  it('that differ only in time and summary are one record, with count, first and last', async () => {
    const { clock, see, stored } = start();
    const first = clock.now();
    for (let index = 0; index < 5; index += 1) {
      see({ ...REJECTED, summary: `on ufm_mv${index}` });
      await clock.advance(1000);
    }
    const last = new Date(first.getTime() + 4000);
    await clock.advance(MINUTE);
    const [record, ...others] = await stored();
    assert.deepEqual(others, []);
    const { count, firstTime, lastTime, summary } = record ?? {};
    assert.deepEqual(
      { count, firstTime, lastTime, summary },
      {
        ...{ count: 5, firstTime: first, lastTime: last, summary: 'on ufm_mv4' },
      },
    );
  });

  it('are logged at once, and then at most once a minute with the count', async () => {
    const { clock, see, logged } = start();
    for (let second = 0; second < 150; second += 1) {
      see(REJECTED);
      await clock.advance(1000);
    }
    await clock.advance(MINUTE);
    assert.deepEqual(
      logged().map(({ count }) => count),
      [undefined, 61, 121, 150],
    );
  });

  it('that differ in who, via, address, action or outcome are different records', async () => {
    const { clock, see, stored } = start();
    see(REJECTED);
    see({ ...REJECTED, who: 'ben' });
    see({ ...REJECTED, isVerified: false });
    see({ ...REJECTED, via: 'OCS' });
    see({ ...REJECTED, address: '192.0.2.8' });
    see({ ...REJECTED, action: 'stopAll' });
    see({ ...REJECTED, outcome: 'TOO_MANY_RUNS' });
    await clock.advance(MINUTE);
    assert.deepEqual(counts(await stored()), [1, 1, 1, 1, 1, 1, 1]);
  });

  it('of an attacker with many names and addresses are few records and log lines', async () => {
    const { clock, see, stored, logged } = start();
    for (let index = 0; index < 20_000; index += 1) {
      see({ ...REJECTED, who: `user${index}`, address: `192.0.2.${index}`, isVerified: false });
    }
    await clock.advance(MINUTE);
    const records = await stored();
    assert.equal(records.length, 101);
    assert.equal(logged().length, 102, 'the last one twice');
    const { who, address, action, outcome, count } = records.find(({ action }) => action === 'others') ?? {};
    assert.deepEqual(
      { who, address, action, outcome, count },
      {
        ...{ who: null, address: null, action: 'others', outcome: 'REJECTED', count: 19_900 },
      },
    );
    assert.equal(clock.timers, 0);
  });

  it('begin a new record after an hour', async () => {
    const { clock, see, stored } = start();
    see(REJECTED);
    await clock.advance(60 * MINUTE - 1);
    see(REJECTED);
    await clock.advance(1);
    see(REJECTED);
    await clock.advance(MINUTE);
    assert.deepEqual(counts(await stored()), [1, 2]);
  });

  it('are stored with their count when the server ends', async () => {
    const { audit, see, stored } = start();
    for (let index = 0; index < 3; index += 1) see(REJECTED);
    await audit.close();
    assert.deepEqual(counts(await stored()), [3]);
  });
});

describe('a store of the audit records', () => {
  it('that never answers makes nobody wait, and fills neither the memory nor the log', async () => {
    const { clock, audit, see, lines } = start(() => ({ put: () => new Promise(() => {}) }));
    for (let index = 0; index < 5000; index += 1) see();
    assert.deepEqual(audit.degraded, [
      'audit: records cannot be stored, 3000 of them are only in the log: the store does not answer',
    ]);
    assert.equal(lines.filter(({ level }) => level === 50).length, 1);
    await clock.settle(audit.close(), 'it is closed', 2100);
    assert.equal(clock.timers, 0);
  });

  it('that answers late gets what waited, and the log says how many were lost', async () => {
    let answer = () => {};
    const isAwake = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { clock, audit, see, stored, lines } = start(({ put }) => ({
      put: async (records) => {
        await isAwake;
        await put(records);
      },
    }));
    for (let index = 0; index < 2010; index += 1) see();
    answer();
    await clock.advance(1);
    assert.equal((await stored()).length, 2000);
    assert.deepEqual(audit.degraded, []);
    assert.ok(lines.some(({ lost, level }) => lost === 10 && level === 40));
  });

  it('that fails gets the records again, and the reason is reported', async () => {
    let isFull = true;
    const { clock, audit, see, stored } = start(({ put }) => ({
      put: async (records) => {
        if (isFull) throw new Error('the disk is full');
        await put(records);
      },
    }));
    see();
    await clock.advance(1);
    assert.deepEqual(audit.degraded, [
      'audit: records cannot be stored, 0 of them are only in the log: the disk is full',
    ]);
    isFull = false;
    await clock.advance(2000);
    assert.deepEqual([(await stored()).length, audit.degraded], [1, []]);
  });

  it('can be absent: then the records are only in the log', async () => {
    const audit = createAudit({ store: null, clock: createVirtualClock(), logger: silentLogger });
    audit.record(entry());
    assert.deepEqual((await audit.list({}, { first: 5 })).records, []);
    assert.deepEqual(audit.degraded, []);
    await audit.close();
  });
});
