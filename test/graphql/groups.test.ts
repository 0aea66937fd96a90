import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

describe('groups of slots', () => {
  const groups = new Map([
    ['pair', ['ufm_mv2', 'ufm_mv4']],
    ['none', ['ufm_uv*']],
  ]);

  it('are listed with their slots, and select them', async (t) => {
    const { core } = await startObservatory(t, { slots: [{}, {}, {}], groups });
    const { ask } = inProcess(core);
    assert.deepEqual(await ask('{ groups { name members instances { streamId groups } } }'), {
      groups: [
        {
          name: 'pair',
          members: ['ufm_mv2', 'ufm_mv4'],
          instances: [
            { streamId: 'ufm_mv2', groups: ['pair'] },
            { streamId: 'ufm_mv4', groups: ['pair'] },
          ],
        },
        { name: 'none', members: ['ufm_uv*'], instances: [] },
      ],
    });
    assert.deepEqual(await ask('{ smurfInstances(streamIds: ["pair"]) { streamId } }'), {
      smurfInstances: [{ streamId: 'ufm_mv2' }, { streamId: 'ufm_mv4' }],
    });
  });

  it('are no single slot: smurfInstance is null, and forgetInstance removes nothing', async (t) => {
    const { core } = await startObservatory(t, { slots: [{}, {}, {}], groups });
    const { ask, rejection } = inProcess(core);
    assert.deepEqual(await ask('{ smurfInstance(id: "pair") { streamId } }'), { smurfInstance: null });
    const { code, message } = await rejection('mutation { forgetInstance(id: "pair") }');
    assert.deepEqual([code, message], ['AMBIGUOUS_NAME', 'pair is a group of slots. Name one slot.']);
    assert.equal(core.registry.slots.length, 3);
  });
});
