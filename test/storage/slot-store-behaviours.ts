import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type KeptOutcome, remembered, type SlotStore } from '../../src/core/slots/slot-store.js';
import { api, slot } from '../core/fixtures.js';

const since = new Date('2026-11-25T04:00:00Z');
const OUTCOME: KeptOutcome = {
  ...{ address: 'a', runId: 'r', operation: 'take_iv', status: 'LOST', since },
  ...{ sessionId: 's', acknowledged: null },
};

/** The tests of every store of slots. @param make returns a new, empty store */
export function slotStoreBehaviours(name: string, make: (t: TestContext) => Promise<SlotStore>): void {
  describe(`a store of slots (${name})`, () => {
    it('returns the last known data of each slot', async (t) => {
      const store = await make(t);
      const first = remembered(slot(2));
      const second = remembered(slot(3, { api: null, streamId: null }));
      await store.saveSlots([first, second]);
      const later = { ...first, api: api('take_iv'), streamId: 'ufm_mv9' };
      await store.saveSlots([later]);
      assert.deepEqual((await store.load()).slots, [later, second]);
    });

    it('stores which slots are out of service and why, until they are back in service', async (t) => {
      const store = await make(t);
      const reason = { since, by: 'ann', isVerified: true, reason: 'no bias' };
      await store.saveOutOfService('a', { ...reason, reason: 'cold' });
      await store.saveOutOfService('a', reason);
      await store.saveOutOfService('b', reason);
      await store.saveOutOfService('b', null);
      const said = { ...reason, isVerified: false };
      await store.saveOutOfService('c', said);
      assert.deepEqual(
        [...(await store.load()).outOfService],
        [
          ['a', reason],
          ['c', said],
        ],
      );
    });

    it('stores unknown outcomes, and who has acknowledged them', async (t) => {
      const store = await make(t);
      const seen = { ...OUTCOME, runId: 'q', since: new Date(since.getTime() - 1) };
      await store.saveOutcome(OUTCOME);
      await store.saveOutcome(seen);
      const acknowledged = { ...seen, acknowledged: { at: since, by: 'ann' } };
      await store.saveOutcome(acknowledged);
      assert.deepEqual((await store.load()).unresolved, [acknowledged, OUTCOME]);
      await store.dropOutcome('a', 'r');
      assert.deepEqual((await store.load()).unresolved, [acknowledged]);
    });

    it('drops all data of a slot', async (t) => {
      const store = await make(t);
      const { address } = slot(2);
      await store.saveSlots([remembered(slot(2))]);
      await store.saveOutOfService(address, { since, by: null, reason: 'x' });
      await store.saveOutcome({ ...OUTCOME, address });
      await store.forget(address);
      assert.deepEqual(await store.load(), { slots: [], outOfService: new Map(), unresolved: [] });
    });
  });
}
