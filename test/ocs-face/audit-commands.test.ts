import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createAudit } from '../../src/core/audit/audit.js';
import type { AuditRecord } from '../../src/core/audit/audit-record.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createMemoryAuditStore } from '../../src/storage/memory-audit-store.js';
import { startObservatory } from '../core/observatory.js';
import { lastMessage, startFace } from './harness.js';

/** @param put replaces the method of the store */
async function start(t: TestContext, put?: (records: readonly AuditRecord[]) => Promise<void>) {
  const observatory = await startObservatory(t, { slots: [{}, {}] });
  const { clock } = observatory;
  const memory = createMemoryAuditStore();
  const store = put ? { ...memory, put } : memory;
  const audit = createAudit({ store, clock, logger: silentLogger });
  const face = await startFace(t, { ...observatory, core: { ...observatory.core, audit } });
  return {
    ...{ observatory, clock, audit, face },
    /** Each record as one line, oldest first. */
    async records() {
      const { records } = await memory.list({}, { last: 100 });
      for (const { who, isVerified, via } of records) {
        assert.deepEqual([who, isVerified, via], [null, false, 'OCS']);
      }
      return records
        .map(({ address, action, summary, outcome, count }) =>
          [address ?? '-', action, `(${summary})`, outcome, count].join(' '),
        )
        .toReversed();
    },
  };
}

describe('what another program asks of the OCS agent', () => {
  it('is recorded: each start, stop and abort, with what it concerns', async (t) => {
    const { face, records } = await start(t);
    await face.start('stream', { stream_ids: ['ufm_mv2'] });
    await face.stop('stream');
    await face.end('stream');
    await face.start('take_noise', { duration: 100 });
    await face.abort('take_noise');
    await face.run('stop_operation', { operation: 'stream', stream_ids: ['ufm_mv3'] });
    assert.deepEqual(await records(), [
      '- start stream (on ufm_mv2) OK 1',
      '- stop stream (null) OK 1',
      '- start take_noise (null) OK 1',
      '- abort take_noise (null) OK 1',
      '- start stop_operation (stream on ufm_mv3) OK 1',
    ]);
  });

  it('is recorded for the tasks of our own', async (t) => {
    const { face, records } = await start(t);
    await face.run('stop_all');
    await face.run('acknowledge', { stream_ids: ['ufm_mv2'] });
    await face.run('cancel_run', { run_id: 'r' });
    assert.deepEqual(await records(), [
      '- start stop_all (null) OK 1',
      '- start acknowledge (on ufm_mv2) OK 1',
      '- start cancel_run (r) OK 1',
    ]);
  });

  it('is recorded without its password and parameters', async (t) => {
    const { face, records } = await start(t);
    await face.start('take_noise', { tag: 'hunter2' }, 'hunter2');
    assert.deepEqual(await records(), ['- start take_noise (null) OK 1']);
  });

  it('is counted if it is rejected', async (t) => {
    const { audit, clock, face, records } = await start(t);
    for (let count = 0; count < 3; count += 1) await face.start('no_such_operation');
    await face.start('stop_all', { slots: 'x' });
    await face.stop('stop_all');
    await clock.settle(audit.close(), 'all is stored');
    assert.deepEqual((await records()).toSorted(), [
      '- start no_such_operation (null) REJECTED 3',
      '- start stop_all (null) REJECTED 1',
      '- stop stop_all (null) REJECTED 1',
    ]);
  });

  it('is not recorded if it only asks for the status', async (t) => {
    const { face, records } = await start(t);
    await face.status('stream');
    await face.getApi();
    assert.deepEqual(await records(), []);
  });

  it('waits for no record: a store that never answers delays no stop', async (t) => {
    const { clock, face, observatory } = await start(t, () => new Promise(() => {}));
    await face.start('stream');
    const flow = () => observatory.slots.every((slot) => slot.session('stream')?.data['stream_on'] === true);
    await clock.until(flow, 'data flow');
    const stopped = await face.run('stop_all');
    assert.equal(lastMessage(stopped), 'Nothing is running.');
    assert.equal(stopped.success, true);
  });
});
