import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pysmurfController } from '../../../src/core/profiles/pysmurf-controller.js';
import { session } from '../fixtures.js';

const zero = session({ op_name: 'zero_biases', session_id: 6 });

const objectionWith = (session_id: number, start_time = zero.start_time) => {
  const setting = session({ op_name: 'set_biases', session_id, start_time });
  return pysmurfController.objection(zero, { latest: async () => setting, end: async () => setting });
};

it('the set_biases of a zero_biases is one that began after it, also at the same moment of the clock', async () => {
  assert.equal(await objectionWith(7), null);
  assert.match((await objectionWith(5)) ?? '', /did not start set_biases/);
  assert.match((await objectionWith(9, zero.start_time + 60)) ?? '', /did not start set_biases/);
});
