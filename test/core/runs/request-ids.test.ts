import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { createRequestIds } from '../../../src/core/runs/request-ids.js';
import type { Run } from '../../../src/core/runs/run.js';
import { run } from '../fixtures.js';

const KEY = { by: 'ann', id: 'r1' };
const REQUEST = { operation: 'take_noise', params: { duration: 5 } };

function create() {
  let begun = 0;
  const requestIds = createRequestIds(async (one) => ({ ...one, operation: 'as it is now' }));
  const begin = async (): Promise<Run> => run(['PENDING'], { id: `run ${++begun}` });
  return { requestIds, begin, begun: () => begun };
}

describe('a request id', () => {
  it('returns the run, in its current state, for the same request', async () => {
    const { requestIds, begin, begun } = create();
    const first = await requestIds.once(KEY, REQUEST, begin);
    const again = await requestIds.once(KEY, structuredClone(REQUEST), begin);
    assert.deepEqual([again.id, again.operation, begun()], [first.id, 'as it is now', 1]);
  });

  it('returns one run for two requests at the same time', async () => {
    const { requestIds, begin, begun } = create();
    const [one, other] = await Promise.all([1, 2].map(() => requestIds.once(KEY, REQUEST, begin)));
    assert.deepEqual([one?.id, begun()], [other?.id, 1]);
  });

  it('is rejected for a different request, with the run of the first one', async () => {
    const { requestIds, begin, begun } = create();
    const { id } = await requestIds.once(KEY, REQUEST, begin);
    await assert.rejects(requestIds.once(KEY, { ...REQUEST, params: { duration: 6 } }, begin), (error) => {
      assert.ok(error instanceof RequestError);
      assert.deepEqual([error.code, error.details], ['REQUEST_ID_REUSED', { requestId: 'r1', runId: id }]);
      return true;
    });
    assert.equal(begun(), 1);
  });

  it('is separate for each caller', async () => {
    const { requestIds, begin } = create();
    const ids: string[] = [];
    for (const by of ['ann', 'bob', null])
      ids.push((await requestIds.once({ by, id: 'r1' }, REQUEST, begin)).id);
    assert.equal(new Set(ids).size, 3);
  });

  it('is free again after a request that was refused', async () => {
    const { requestIds, begin } = create();
    const refuse = async (): Promise<Run> => {
      throw new Error('refused');
    };
    await assert.rejects(requestIds.once(KEY, REQUEST, refuse), /refused/);
    assert.equal((await requestIds.once(KEY, { operation: 'other' }, begin)).id, 'run 1');
  });

  it('is dropped after a thousand others', async () => {
    const { requestIds, begin } = create();
    await requestIds.once(KEY, REQUEST, begin);
    for (let count = 0; count < 1000; count++)
      await requestIds.once({ by: 'bob', id: `${count}` }, REQUEST, begin);
    assert.equal((await requestIds.once(KEY, REQUEST, begin)).id, 'run 1002');
  });
});
