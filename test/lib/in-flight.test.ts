import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInFlight } from '../../src/lib/in-flight.js';

describe('what is in flight', () => {
  it('is waited for until the last part is done', async () => {
    const requests = createInFlight();
    const [first, second] = [requests.begin(), requests.begin()];
    let idle = false;
    const waiting = requests.idle().then(() => {
      idle = true;
    });
    first();
    await Promise.resolve();
    assert.deepEqual([requests.count, idle], [1, false]);
    second();
    await waiting;
    assert.equal(requests.count, 0);
  });

  it('is done only once, even if that is reported several times', async () => {
    const requests = createInFlight();
    const [first] = [requests.begin(), requests.begin()];
    first();
    first();
    assert.equal(requests.count, 1);
  });

  it('needs no waiting if nothing is in flight', async () => {
    await createInFlight().idle();
  });
});
