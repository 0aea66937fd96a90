import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLatestQueue } from '../../src/lib/latest-queue.js';
import { paced } from '../../src/lib/paced.js';
import { createVirtualClock } from '../virtual-clock.js';

describe('a paced reader', () => {
  it('gets the first value at once, and then the latest when it is due', async () => {
    const clock = createVirtualClock();
    const queue = createLatestQueue<number>(() => {});
    const reader = paced(queue, 500, clock);
    queue.push('key', 1);
    assert.equal((await reader.next()).value, 1);
    const begun = clock.monotonic();
    const next = reader.next();
    queue.push('key', 2);
    await clock.advance(400);
    queue.push('key', 3);
    assert.equal((await clock.settle(next, 'the latest')).value, 3);
    assert.equal(clock.monotonic() - begun, 500);
  });

  it('is in step with the other readers, whenever it came', async () => {
    const clock = createVirtualClock();
    const readers = [];
    for (const after of [0, 170, 130]) {
      await clock.advance(after);
      const queue = createLatestQueue<number>(() => {});
      queue.push('key', 1);
      const reader = paced(queue, 500, clock);
      await reader.next();
      queue.push('key', 2);
      readers.push(reader.next().then(() => clock.monotonic()));
    }
    const seen = await clock.settle(Promise.all(readers), 'the second value of each');
    assert.deepEqual(
      seen.map((at) => at % 500),
      [0, 0, 0],
    );
    assert.deepEqual(seen, [500, 500, 1000], 'at least half an interval after the first value');
  });

  it('that leaves while it waits ends at once, and so does its source', async () => {
    const clock = createVirtualClock();
    let returned = 0;
    const queue = createLatestQueue<number>(() => {
      returned += 1;
    });
    const reader = paced(queue, 500, clock);
    queue.push('key', 1);
    await reader.next();
    const next = reader.next();
    await reader.return();
    assert.equal((await next).done, true);
    assert.equal(returned, 1);
  });

  it('ends with its source', async () => {
    const clock = createVirtualClock();
    const queue = createLatestQueue<number>(() => {});
    queue.end();
    assert.equal((await paced(queue, 500, clock).next()).done, true);
  });
});
