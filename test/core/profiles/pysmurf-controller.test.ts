import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pysmurfController } from '../../../src/core/profiles/pysmurf-controller.js';
import { session } from '../fixtures.js';

const zero = session({ op_name: 'zero_biases', session_id: 6 });

const objectionWith = (
  session_id: number,
  { start_time = zero.start_time, other = 'no' as 'yes' | 'no' | 'perhaps' } = {},
) => {
  const setting = session({ op_name: 'set_biases', session_id, start_time });
  const follower = {
    latest: async () => setting,
    end: async () => setting,
    isOfAnotherRun: async () => other,
  };
  return pysmurfController.objection(zero, follower);
};

it('the set_biases of a zero_biases is one that began after it, also at the same moment of the clock', async () => {
  assert.equal(await objectionWith(7), null);
  assert.match((await objectionWith(5))?.reason ?? '', /did not start set_biases/);
  assert.match(
    (await objectionWith(9, { start_time: zero.start_time + 60 }))?.reason ?? '',
    /did not start set_biases/,
  );
});

it('a set_biases that another run started proves nothing; if that is not known, the outcome is UNKNOWN', async () => {
  const statusWith = async (other: 'yes' | 'perhaps') => (await objectionWith(7, { other }))?.status;
  assert.deepEqual([await statusWith('yes'), await statusWith('perhaps')], ['FAILED', 'UNKNOWN']);
});
