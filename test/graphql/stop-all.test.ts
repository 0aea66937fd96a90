import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

interface Result {
  readonly runs: readonly { readonly action: string; readonly operation: string }[];
  readonly slots: readonly Readonly<Record<string, unknown>>[];
}

const FIELDS = `runs { id action operation }
  slots { instanceId streamId instance { instanceId } status operations reason }`;

describe('the mutation stopAll', () => {
  it('returns what became of each slot, and the runs', async (t) => {
    const observatory = await startObservatory(t, { slots: [{}, {}] });
    const { clock, slots, start } = observatory;
    const { ask } = inProcess(observatory.core);
    await start('stream', { streamIds: ['ufm_mv2'] });
    await clock.until(() => slots[0]?.session('stream')?.data['stream_on'], 'data flow');
    const asked = ask<{ stopAll: Result }>(`mutation { stopAll(waitSeconds: 60) { ${FIELDS} } }`);
    const { runs, slots: parts } = (await clock.settle(asked, 'the answer')).stopAll;
    const actions = runs.map(({ action, operation }) => `${action} ${operation}`);
    assert.deepEqual(actions, ['RUN stream', 'STOP stream']);
    const [s2, s3] = ['pysmurf-controller-s2', 'pysmurf-controller-s3'];
    assert.deepEqual(parts, [
      {
        ...{ instanceId: s2, streamId: 'ufm_mv2', instance: { instanceId: s2 } },
        ...{ status: 'STOPPED', operations: ['stream'], reason: null },
      },
      {
        ...{ instanceId: s3, streamId: 'ufm_mv3', instance: { instanceId: s3 } },
        ...{ status: 'NOTHING_RUNNING', operations: [], reason: null },
      },
    ]);
  });

  it('rejects no name', async (t) => {
    const observatory = await startObservatory(t);
    const { ask } = inProcess(observatory.core);
    const asked = ask<{ stopAll: Result }>(`mutation { stopAll(streamIds: ["nobody"]) { ${FIELDS} } }`);
    const { slots } = (await observatory.clock.settle(asked, 'the answer')).stopAll;
    assert.deepEqual([slots[0]?.['status'], slots[0]?.['instance']], ['UNREACHABLE', null]);
  });

  it('returns what it knows when the server stops', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, slots, start } = observatory;
    const { ask, closing } = inProcess(observatory.core);
    await start('stream');
    await clock.until(() => slots[0]?.session('stream')?.data['stream_on'], 'data flow');
    const before = clock.monotonic();
    const asked = ask<{ stopAll: Result }>(`mutation { stopAll(waitSeconds: 60) { ${FIELDS} } }`);
    closing.abort();
    await clock.settle(asked, 'the answer');
    assert.ok(clock.monotonic() - before < 1000);
  });

  it('waits for at most a minute', async (t) => {
    const { rejection } = inProcess((await startObservatory(t)).core);
    const { code, message } = await rejection('mutation { stopAll(waitSeconds: 61) { id } }');
    assert.deepEqual([code, message], ['BAD_USER_INPUT', 'waitSeconds must be 0 to 60 seconds, but got 61.']);
  });
});
