import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newRun } from '../../src/core/runs/new-run.js';
import { silentLogger } from '../../src/lib/logger.js';
import { ANYBODY } from '../../src/ocs/agent/caller.js';
import { REPLY_CODES } from '../../src/ocs/protocol.js';
import { createSlotOperations } from '../../src/ocs-face/slot-operation.js';
import { startObservatory } from '../core/observatory.js';
import { messagesOf, slotsOf, startFace } from './harness.js';

const THREE = { slots: [{}, {}, {}] };

describe('a run of an OCS client whose server has ended', () => {
  it('has a session at the next server, with the same end and the data of the slots', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { slots, count } = observatory;
    const first = await startFace(t, observatory);
    await first.start('take_noise', { duration: 60, run_options: { max_concurrency: 1 } });
    await first.said('take_noise', /ufm_mv2/);
    const begun = count('start', 'take_noise');
    await first.close();
    const second = await startFace(t, { ...observatory, core: await observatory.restart() });
    const session = await second.end('take_noise');
    assert.match(messagesOf(session)[0] ?? '', /^Continues run .*, which an earlier server began\.$/);
    assert.equal(session.success, true);
    assert.deepEqual(
      Object.keys(slotsOf(session)),
      slots.map(({ streamId }) => streamId),
    );
    assert.equal(begun, 1);
    assert.equal(count('start', 'take_noise'), 3, 'each slot was started once');
  });

  it('can be stopped there by its session', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { slots, clock } = observatory;
    const first = await startFace(t, observatory);
    await first.start('stream');
    await clock.until(
      () => slots.every((slot) => slot.session('stream')?.status === 'running'),
      'each slot streams',
    );
    await first.close();
    const second = await startFace(t, { ...observatory, core: await observatory.restart() });
    await clock.until(async () => (await second.status('stream'))?.status === 'running', 'it has a session');
    await second.stop('stream');
    assert.equal((await second.end('stream')).status, 'done');
    assert.ok(slots.every((slot) => slot.session('stream')?.status === 'done'));
  });

  it('does not take the next start of a client if its session could not be opened', async (t) => {
    const { core, clock } = await startObservatory(t);
    const operations = createSlotOperations({
      ...{
        core,
        policy: 'none',
        closing: new AbortController().signal,
      },
      logger: silentLogger,
    });
    const noise = {
      name: 'take_noise',
      type: 'task',
      docstring: null,
      minPrivs: 1,
      abortable: false,
    } as const;
    const { accept } = operations.define(noise);
    const run = newRun(clock.now(), {
      ...{ action: 'RUN', operation: 'take_noise', params: null, requestedBy: null, via: 'OCS' },
      ...{ timeoutSeconds: 60, targets: [] },
    });
    operations.continueWith(run, () => [REPLY_CODES.ERROR, 'No task or process called "take_noise"', {}]);
    assert.throws(() => accept?.({ stream_ids: 7 }, ANYBODY), /stream_ids/, 'it is checked as a new start');
  });

  it('that a GraphQL client started has none', async (t) => {
    const observatory = await startObservatory(t, THREE);
    await observatory.start('take_noise', { params: { duration: 60 } });
    const core = await observatory.restart();
    const face = await startFace(t, { ...observatory, core });
    await observatory.clock.until(
      () => core.registry.slots.every(({ awaited }) => !awaited),
      'all are heard',
    );
    assert.equal(await face.status('take_noise'), null);
  });
});
