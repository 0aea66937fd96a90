import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fit, fitOperations, MAX_ANSWER_BYTES, sized, sizeOf } from '../../src/ocs/agent/size.js';
import { session } from '../core/fixtures.js';

describe('what is too large for a message', () => {
  it('is cut in get_api, the longest first', () => {
    const operation = (name: string, length: number) =>
      [name, session({ data: { text: 'x'.repeat(length) } }), { op_type: 'task' }] as const;
    const fitted = fitOperations([operation('a', 500_000), operation('b', 400_000), operation('c', 10)]);
    assert.ok(sizeOf(fitted) < MAX_ANSWER_BYTES);
    const kept = fitted.map(([, one]) => 'data' in one && Object.hasOwn(one.data as object, 'text'));
    assert.deepEqual(kept, [false, true, true]);
  });

  it('is not cut if everything fits', () => {
    const portions = ['a', 'b'].map((full) => ({ whole: sized(full), without: () => sized('') }));
    assert.deepEqual(fit(portions, 100), ['a', 'b']);
  });
});
