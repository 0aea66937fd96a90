import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { createRequestIds } from '../../../src/core/runs/request-ids.js';
import type { Run } from '../../../src/core/runs/run.js';
import type { RequestKey } from '../../../src/core/runs/run-store.js';
import { run } from '../fixtures.js';

const KEY = { by: 'ann', id: 'r1' };
const REQUEST = { operation: 'take_noise', params: { duration: 5 } };

/** Request ids of stored runs. `restart` simulates a restart of the server. */
function create() {
  const kept = new Map<string, Run>();
  const make = () =>
    createRequestIds(async (key) => {
      const found = kept.get(JSON.stringify(key));
      return found && { ...found, operation: 'as it is now' };
    });
  let requestIds = make();
  let begun = 0;
  const once = (key: RequestKey, request: unknown, begin = begins(key)) =>
    requestIds.once(key, request, begin);
  const begins = (key: RequestKey) => async (requestDigest: string) => {
    const one = run(['PENDING'], { id: `run ${++begun}`, requestDigest });
    kept.set(JSON.stringify({ by: key.by, id: key.id }), one);
    return one;
  };
  return {
    once,
    begun: () => begun,
    restart() {
      requestIds = make();
    },
  };
}

describe('a request id', () => {
  it('returns the run, in its current state, for the same request', async () => {
    const { once, begun } = create();
    const first = await once(KEY, REQUEST);
    const again = await once(KEY, { params: { duration: 5 }, operation: 'take_noise' });
    assert.deepEqual([again.id, again.operation, begun()], [first.id, 'as it is now', 1]);
  });

  it('is known after a restart while its run is stored', async () => {
    const { once, begun, restart } = create();
    const first = await once(KEY, REQUEST);
    restart();
    assert.equal((await once(KEY, REQUEST)).id, first.id);
    await assert.rejects(once(KEY, { operation: 'stream' }), /was already used for a different request/);
    assert.equal(begun(), 1);
  });

  it('returns one run for two requests at the same time', async () => {
    const { once, begun } = create();
    const [one, other] = await Promise.all([1, 2].map(() => once(KEY, REQUEST)));
    assert.deepEqual([one?.id, begun()], [other?.id, 1]);
  });

  it('is rejected for a different request, with the run of the first one', async () => {
    const { once, begun } = create();
    const { id } = await once(KEY, REQUEST);
    await assert.rejects(once(KEY, { ...REQUEST, params: { duration: 6 } }), (error) => {
      assert.ok(error instanceof RequestError);
      assert.deepEqual([error.code, error.details], ['REQUEST_ID_REUSED', { requestId: 'r1', runId: id }]);
      return true;
    });
    assert.equal(begun(), 1);
  });

  it('is separate for each caller', async () => {
    const { once } = create();
    const ids: string[] = [];
    for (const by of ['ann', 'bob', null]) ids.push((await once({ by, id: 'r1' }, REQUEST)).id);
    assert.equal(new Set(ids).size, 3);
  });

  it('is free again after a request that was refused', async () => {
    const { once } = create();
    const refuse = async (): Promise<Run> => {
      throw new Error('refused');
    };
    await assert.rejects(once(KEY, REQUEST, refuse), /refused/);
    assert.equal((await once(KEY, { operation: 'other' })).id, 'run 1');
  });
});
