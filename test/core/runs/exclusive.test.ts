import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createSecret, type Secret } from '../../../src/lib/secret.js';
import { startObservatory, WORDS } from '../observatory.js';

/** A stream that runs on both slots, in a run that holds a grant for them. */
async function startStream(t: TestContext) {
  const grants = [{ default: true, cred_level: 2, lockout_levels: [1, 2, 3] }];
  const observatory = await startObservatory(t, {
    slots: [{}, {}],
    director: { blocks: [{ name: 'night', grants }] },
  });
  const exclusive = { grant: 'night', password: undefined };
  const run = await observatory.start('stream', { exclusive });
  await observatory.runWhere(
    run,
    ({ slots }) => slots.every(({ status }) => status === 'READY'),
    'it streams',
  );
  const stopWith = async (password: Secret | null | undefined) => {
    const stop = observatory.core.runs.stop('STOP', {
      ...{ operation: 'stream', streamIds: null, requestedBy: null, via: 'OCS', words: WORDS, password },
    });
    return (await observatory.end(stop)).slots.map(({ status }) => status);
  };
  return { ...observatory, run, stopWith };
}

describe('a stop of slots on which a run of this server holds a grant', () => {
  it('has the password of the grant, also if the caller has sent another one', async (t) => {
    const { stopWith, end, run } = await startStream(t);
    assert.deepEqual(await stopWith(createSecret('of the caller')), ['SUCCEEDED', 'SUCCEEDED']);
    assert.equal((await end(run)).status, 'SUCCEEDED');
  });

  it('has no password if the caller does not have the level for it', async (t) => {
    const { stopWith, core, run } = await startStream(t);
    assert.deepEqual(await stopWith(null), ['REJECTED', 'REJECTED']);
    assert.deepEqual(
      core.runs.open.map(({ id }) => id),
      [run.id],
    );
  });
});
