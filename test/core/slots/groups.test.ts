import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGroupsOf } from '../../../src/core/slots/groups.js';
import { createSlotFilter } from '../../../src/core/slots/slot-filter.js';
import { slot } from '../fixtures.js';
import { startObservatory, statuses } from '../observatory.js';

describe('a group of slots', () => {
  const groupsOf = createGroupsOf(
    new Map([
      ['tube', ['ufm_mv2', 'pysmurf-controller-s3']],
      ['all_mv', ['ufm_mv*']],
      ['dots', ['ufm.mv2']],
      ['one', ['ufm_mv?']],
    ]),
  );

  it('contains slots by their names, and by patterns', () => {
    assert.deepEqual(groupsOf(slot(2)), ['tube', 'all_mv', 'one']);
    assert.deepEqual(groupsOf(slot(3)), ['tube', 'all_mv', 'one']);
    assert.deepEqual(groupsOf(slot(12)), ['all_mv']);
    assert.deepEqual(groupsOf(slot(4, { streamId: null })), []);
  });

  const GROUPS = new Map([
    ['pair', ['ufm_mv2', 'ufm_mv4']],
    ['ufm_mv3', ['ufm_mv2']],
  ]);

  it('can be used wherever slots are named', async (t) => {
    const site = await startObservatory(t, { slots: [{}, {}, {}], groups: GROUPS });
    const { core, start, end, stop } = site;
    assert.deepEqual(site.found(site.slots[0] as (typeof site.slots)[number]).groups, ['pair', 'ufm_mv3']);
    const slotParams = [{ streamIds: ['pair'], params: { duration: 7 } }];
    const run = await end(await start('take_noise', { streamIds: ['pair'], params: {}, slotParams }));
    assert.deepEqual(
      run.slots.map(({ streamId, params }) => [streamId, params]),
      [
        ['ufm_mv2', { duration: 7 }],
        ['ufm_mv4', { duration: 7 }],
      ],
    );
    assert.equal((await end(stop('stream', ['pair', 'ufm_mv2']))).slots.length, 2);
    assert.equal(core.registry.slots.filter(({ groups }) => groups.includes('pair')).length, 2);
  });

  it('is not meant if a slot has the same name', async (t) => {
    const { start, end } = await startObservatory(t, { slots: [{}, {}], groups: GROUPS });
    const run = await end(await start('take_noise', { streamIds: ['ufm_mv3'], params: { duration: 1 } }));
    assert.deepEqual([run.slots[0]?.streamId, ...statuses(run)], ['ufm_mv3', 'SUCCEEDED']);
  });

  it('selects its slots in subscriptions, unless a slot has the same name', () => {
    const slots = [slot(2, { groups: ['pair', 'ufm_mv3'] }), slot(3), slot(4, { groups: ['pair'] })];
    const selected = (name: string) => slots.filter(createSlotFilter([name], () => slots));
    assert.deepEqual(selected('pair'), [slots[0], slots[2]]);
    assert.deepEqual(selected('ufm_mv3'), [slots[1]]);
  });

  it('is named in the error for an unknown name', async (t) => {
    const { start } = await startObservatory(t, { slots: [{}, {}], groups: GROUPS });
    await assert.rejects(start('take_noise', { streamIds: ['pairs'] }), {
      code: 'UNKNOWN_STREAM_ID',
      message: 'No slot is named pairs. Known slots: ufm_mv2, ufm_mv3. Known groups: pair, ufm_mv3.',
    });
  });

  it('follows the stream ids of its slots', async (t) => {
    const site = await startObservatory(t, { slots: [{}], groups: GROUPS, early: true });
    const [slotOf] = site.slots;
    assert.ok(slotOf);
    await site.clock.until(() => site.core.registry.slots.length > 0, 'the slot is found');
    assert.deepEqual(site.found(slotOf).groups, [], 'its stream id is not known yet');
    await site.clock.until(() => site.found(slotOf).streamIdConfirmed, 'the stream id is known');
    assert.deepEqual(site.found(slotOf).groups, ['pair', 'ufm_mv3']);
  });
});
