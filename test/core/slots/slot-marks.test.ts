import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { UnresolvedOutcome } from '../../../src/core/slots/mark.js';
import { createSlotMarks } from '../../../src/core/slots/slot-marks.js';
import { SEEN } from '../fixtures.js';

const SLOT = 'observatory.pysmurf-controller-s2';

/** Marks, and the writes to their store in the order in which they were made. */
function start() {
  const written: string[] = [];
  const write = (what: string) => async () => void written.push(what);
  const marks = createSlotMarks({
    store: {
      forget: write('forgotten'),
      saveOutOfService: write('out of service'),
      saveOutcome: async ({ status, acknowledged }) =>
        void written.push(acknowledged === null ? status : 'acknowledged'),
      dropOutcome: write('dropped'),
    },
    kept: { outOfService: new Map(), unresolved: [] },
    onError: assert.ifError,
  });
  const record = (status: UnresolvedOutcome['status']) =>
    marks.record(SLOT, { runId: 'a', operation: 'take_noise', status, since: new Date(), sessionId: null });
  return { marks, written, record };
}

it('a mark is dropped from the store after the run has stored that the slot is there again', async () => {
  const { marks, written, record } = start();
  await record('LOST');
  let stored = () => {};
  const isStored = new Promise<void>((resolve) => {
    stored = resolve;
  });
  marks.resolve(SLOT, 'a', isStored);
  assert.deepEqual(marks.unresolved(SLOT), []);
  // The next mark of the same run must not be dropped with it.
  void record('TIMED_OUT');
  await new Promise(setImmediate);
  assert.deepEqual(written, ['LOST']);
  stored();
  await marks.stored();
  assert.deepEqual(written, ['LOST', 'dropped', 'TIMED_OUT']);
});

it('a mark is acknowledged in the store, so that a restart knows it', async () => {
  const { marks, written, record } = start();
  await record('TIMED_OUT');
  marks.acknowledge(SLOT, SEEN);
  await marks.stored();
  assert.deepEqual(written, ['TIMED_OUT', 'acknowledged']);
});
