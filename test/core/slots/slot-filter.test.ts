import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Slot } from '../../../src/core/slots/slot.js';
import { createSlotFilter } from '../../../src/core/slots/slot-filter.js';
import { slot } from '../fixtures.js';

/** Which of the slots a filter of these names lets pass. */
function passing(names: readonly string[] | null, ...slots: readonly Slot[]): string[] {
  return slots.filter(createSlotFilter(names, () => slots)).map(({ instanceId }) => instanceId);
}

const S2 = 'pysmurf-controller-s2';
const S3 = 'pysmurf-controller-s3';

describe('a filter of slots by names', () => {
  it('matches all slots if there are no names', () => {
    assert.deepEqual(passing(null, slot(2), slot(3)), [S2, S3]);
  });

  for (const name of ['ufm_mv2', S2, `observatory.${S2}`]) {
    it(`matches a slot by ${name}`, () => {
      assert.deepEqual(passing([name], slot(2), slot(3)), [S2]);
    });
  }

  it('matches a slot by its last stream id after a restart, or while it is silent', () => {
    assert.deepEqual(passing(['ufm_mv2'], slot(2, { streamIdConfirmed: false }), slot(3)), [S2]);
    assert.deepEqual(passing(['ufm_mv2'], slot(2, { expired: true }), slot(3)), [S2]);
  });

  it('follows a stream id to the slot that has it now', () => {
    const moved = slot(3, { streamId: 'ufm_mv2' });
    assert.deepEqual(passing(['ufm_mv2'], slot(2, { expired: true }), moved), [S3]);
    assert.deepEqual(passing(['ufm_mv2'], slot(2, { streamIdConfirmed: false }), moved), [S3]);
    assert.deepEqual(passing(['ufm_mv2'], slot(2, { streamId: 'ufm_mv9' }), moved), [S3]);
  });

  it('checks each slot anew, so it finds slots that appear later', () => {
    let slots = [slot(2, { streamId: null })];
    const filter = createSlotFilter(['ufm_mv2'], () => slots);
    assert.deepEqual(slots.map(filter), [false]);
    slots = [slot(2)];
    assert.deepEqual(slots.map(filter), [true]);
  });

  it('matches both slots that claim one stream id', () => {
    assert.deepEqual(passing(['ufm_mv2'], slot(2), slot(3, { streamId: 'ufm_mv2' })), [S2, S3]);
  });
});
