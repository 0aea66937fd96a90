import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { FeedMessage } from '../../src/ocs/protocol.js';
import { toFieldName } from '../../src/ocs-face/feeds.js';
import { type ObservatoryOptions, startObservatory } from '../core/observatory.js';
import { ADDRESS, startFace } from './harness.js';

type Block = { readonly data: Readonly<Record<string, readonly unknown[]>> };

async function start(t: TestContext, options: ObservatoryOptions = {}) {
  const observatory = await startObservatory(t, options);
  const heard: FeedMessage[] = [];
  for (const feed of ['runs', 'smurf_slots']) {
    observatory.others.onFeed(ADDRESS, feed, (message) => heard.push(message));
  }
  const face = await startFace(t, observatory);
  const blocks = (name: string) =>
    heard.flatMap(({ message }) => (message as Readonly<Record<string, Block>>)[name] ?? []);
  return { ...observatory, face, heard, blocks };
}

describe('the feeds', () => {
  it('contain the state of every slot every ten seconds, as blocks that are recorded', async (t) => {
    const { clock, heard, blocks } = await start(t, { slots: [{}, { streamId: 'ufm-3' }] });
    await clock.advance(10_000);
    assert.deepEqual([blocks('ufm_mv2').length, blocks('ufm_3').length], [1, 1]);
    await clock.advance(30_000);
    assert.deepEqual([blocks('ufm_mv2').length, blocks('ufm_3').length], [4, 4]);
    assert.equal(heard.at(-1)?.info.record, true);
    const fields = blocks('ufm_3').at(-1)?.data ?? {};
    assert.deepEqual(Object.keys(fields), [
      'ufm_3_expired',
      'ufm_3_stale',
      'ufm_3_num_active_channels',
      'ufm_3_streaming',
    ]);
    assert.deepEqual([fields['ufm_3_expired'], fields['ufm_3_streaming']], [[false], [false]]);
  });

  it('show that data flow', async (t) => {
    const { clock, face, blocks } = await start(t);
    await face.start('stream');
    await clock.until(() => blocks('ufm_mv2').at(-1)?.data['ufm_mv2_streaming']?.[0] === true, 'data flow');
  });

  it('report at once that a slot has expired or returned', async (t) => {
    const { clock, core, slots, blocks } = await start(t);
    const [slot] = slots;
    assert.ok(slot);
    const isExpired = () => blocks('ufm_mv2').at(-1)?.data['ufm_mv2_expired']?.[0];
    const silence = slot.fault({ kind: 'silent' });
    await clock.until(() => core.registry.byAddress(slot.address)?.expired, 'it has expired');
    await clock.advance(10);
    assert.equal(isExpired(), true);
    silence.close();
    await clock.until(() => !core.registry.byAddress(slot.address)?.expired, 'it has returned');
    await clock.advance(10);
    assert.equal(isExpired(), false);
  });

  it('contain the outcome of every run of both interfaces, once', async (t) => {
    const { clock, face, start: startElsewhere, end, slots, blocks } = await start(t, { slots: [{}, {}] });
    await face.run('take_noise', { duration: 10 });
    slots[0]?.failNext('take_iv', 'RuntimeError: no signal');
    await end(await startElsewhere('take_iv'));
    await clock.advance(5000);
    assert.equal(blocks('run').length, 2);
    const [ours, theirs] = blocks('run').map(({ data: { run_id, duration_ms, ...fields } }) => {
      assert.equal(typeof run_id?.[0], 'string');
      assert.ok(Number.isInteger(duration_ms?.[0]) && Number(duration_ms?.[0]) > 0);
      return fields;
    });
    assert.deepEqual(ours, {
      action: ['RUN'],
      operation: ['take_noise'],
      via: ['OCS'],
      status: ['SUCCEEDED'],
      success: [true],
      num_slots: [2],
      num_succeeded: [2],
      num_failed: [0],
    });
    assert.deepEqual(
      [theirs?.['via'], theirs?.['success'], theirs?.['num_succeeded'], theirs?.['num_failed']],
      [['GRAPHQL'], [false], [1], [1]],
    );
  });

  it('do not contain a run again that was edited after its end', async (t) => {
    const { clock, core, start: startElsewhere, end, blocks } = await start(t);
    const run = await end(await startElsewhere('take_noise', { params: { duration: 5 } }));
    await clock.advance(1000);
    assert.equal(blocks('run').length, 1);
    await clock.settle(core.runs.annotate(run.id, { note: 'bad weather' }), 'it is edited');
    await clock.advance(1000);
    assert.equal(blocks('run').length, 1);
  });

  it('use only field names that OCS allows', () => {
    assert.deepEqual(['ufm_mv2', 'pysmurf-controller-s2', '9.x', '_1'].map(toFieldName), [
      'ufm_mv2',
      'pysmurf_controller_s2',
      'slot_9_x',
      'slot__1',
    ]);
  });
});
