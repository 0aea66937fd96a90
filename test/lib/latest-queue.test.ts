import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLatestQueue } from '../../src/lib/latest-queue.js';

const END = { done: true, value: undefined };

function create() {
  let returns = 0;
  const queue = createLatestQueue<string>(() => {
    returns += 1;
  });
  return { queue, returns: () => returns };
}

describe('a queue of the latest values', () => {
  it('returns values in the order in which they were pushed', async () => {
    const { queue } = create();
    queue.push('a', 'a1');
    queue.push('b', 'b1');
    assert.deepEqual(await queue.next(), { done: false, value: 'a1' });
    assert.deepEqual(await queue.next(), { done: false, value: 'b1' });
  });

  it('keeps only the latest value of a key, at the position of its first waiting value', async () => {
    const { queue } = create();
    for (const value of ['a1', 'b1', 'a2', 'b2', 'a3']) queue.push(value.charAt(0), value);
    queue.end();
    const values: string[] = [];
    for await (const value of queue) values.push(value);
    assert.deepEqual(values, ['a3', 'b2']);
  });

  it('counts what its reader did not get', async () => {
    const counts = { merged: 0, dropped: 0 };
    const queue = createLatestQueue<string>(() => {}, 2, counts);
    for (const value of ['a1', 'b1', 'a2', 'a3']) queue.push(value.charAt(0), value);
    assert.deepEqual(counts, { merged: 2, dropped: 0 });
    for (const value of ['1', '2', '3', '4', '5']) queue.pushEach('group', value, 'gap');
    assert.deepEqual(counts, { merged: 2, dropped: 3 });
    queue.end();
    const values: string[] = [];
    for await (const value of queue) values.push(value);
    assert.deepEqual(values, ['a3', 'b1', 'gap', '4', '5']);
  });

  it('wakes a waiting reader', async () => {
    const { queue } = create();
    const waiting = queue.next();
    queue.push('a', 'a1');
    assert.deepEqual(await waiting, { done: false, value: 'a1' });
  });

  it('returns every last value to a slow reader', async () => {
    const { queue } = create();
    const last = new Map<string, string>();
    const reading = (async () => {
      for await (const value of queue) {
        last.set(value.charAt(0), value);
        await new Promise(setImmediate);
      }
    })();
    for (let round = 0; round < 500; round++) {
      for (const key of ['a', 'b', 'c']) queue.push(key, `${key}${round}`);
      if (round % 50 === 0) await new Promise(setImmediate);
    }
    queue.end();
    await reading;
    assert.deepEqual([...last.values()].sort(), ['a499', 'b499', 'c499']);
  });

  it('serves calls that wait at the same time in order', async () => {
    const { queue } = create();
    const reads = [queue.next(), queue.next(), queue.next()];
    queue.push('a', 'a1');
    queue.push('b', 'b1');
    queue.end();
    assert.deepEqual(await Promise.all(reads), [
      { done: false, value: 'a1' },
      { done: false, value: 'b1' },
      END,
    ]);
  });

  it('ends every call that waits when the reader leaves', async () => {
    const { queue, returns } = create();
    const reads = [queue.next(), queue.next()];
    await queue.return();
    assert.deepEqual(await Promise.all(reads), [END, END]);
    assert.equal(returns(), 1);
  });

  it('lets the reader read the waiting values after its end, accepts no more, and frees once', async () => {
    const { queue, returns } = create();
    queue.push('a', 'a1');
    queue.end();
    queue.push('b', 'too late');
    assert.deepEqual(await queue.next(), { done: false, value: 'a1' });
    assert.equal(returns(), 0);
    assert.deepEqual(await queue.next(), END);
    assert.deepEqual(await queue.next(), END);
    assert.equal(returns(), 1);
  });

  it('ends a waiting reader when it is ended', async () => {
    const { queue, returns } = create();
    const waiting = queue.next();
    queue.end();
    assert.deepEqual(await waiting, END);
    assert.equal(returns(), 1);
  });

  it('frees at once when the reader leaves, and drops the waiting values', async () => {
    const { queue, returns } = create();
    queue.push('a', 'a1');
    assert.deepEqual(await queue.return(), END);
    assert.equal(returns(), 1);
    assert.deepEqual(await queue.next(), END);
    await queue.return();
    assert.equal(returns(), 1);
  });

  it('frees when a loop over it is left', async () => {
    const { queue, returns } = create();
    queue.push('a', 'a1');
    for await (const value of queue) {
      assert.equal(value, 'a1');
      break;
    }
    assert.equal(returns(), 1);
  });

  it('ends a wait that is under way when the reader leaves', async () => {
    const { queue } = create();
    const waiting = queue.next();
    await queue.return();
    assert.deepEqual(await waiting, END);
  });

  describe('of values that cannot be merged', () => {
    const LIMIT = 100;

    async function drain(queue: AsyncIterable<string>): Promise<string[]> {
      const values: string[] = [];
      for await (const value of queue) values.push(value);
      return values;
    }

    it('returns each value in order, also between values with a key', async () => {
      const { queue } = create();
      queue.pushEach('a', 'a1', 'gap');
      queue.push('x', 'latest 1');
      queue.pushEach('a', 'a2', 'gap');
      queue.push('x', 'latest 2');
      queue.end();
      assert.deepEqual(await drain(queue), ['a1', 'latest 2', 'a2']);
    });

    it('replaces the waiting values of the group by a value with its key, so that nothing older follows', async () => {
      const { queue } = create();
      queue.push('a', 'first');
      queue.pushEach('a', 'second', 'gap');
      queue.push('a', 'third');
      queue.pushEach('a', 'fourth', 'gap');
      queue.push('a', 'fifth');
      queue.push('a', 'sixth');
      queue.end();
      assert.deepEqual(await drain(queue), ['second', 'fourth', 'sixth']);
    });

    const numbered = (group: string, from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => `${group}${from + index}`);

    it('drops the oldest when too many wait: a gap is in their place, and the newest stay', async () => {
      const { queue } = create();
      for (const value of numbered('a', 1, LIMIT + 1)) queue.pushEach('a', value, 'gap');
      queue.end();
      assert.deepEqual(await drain(queue), ['gap', ...numbered('a', 2, LIMIT + 1)]);
    });

    it('has one gap, the latest, however many are dropped', async () => {
      const { queue } = create();
      for (const value of numbered('a', 1, 3 * LIMIT)) queue.pushEach('a', value, `gap before ${value}`);
      queue.end();
      assert.deepEqual(await drain(queue), [
        `gap before a${3 * LIMIT}`,
        ...numbered('a', 2 * LIMIT + 1, 3 * LIMIT),
      ]);
    });

    it('has the gap at the position of the first dropped value', async () => {
      const { queue } = create();
      queue.push('x', 'before');
      queue.pushEach('a', 'a1', 'gap');
      queue.push('y', 'between');
      for (const value of numbered('a', 2, LIMIT + 2)) queue.pushEach('a', value, 'gap');
      queue.end();
      assert.deepEqual(await drain(queue), ['before', 'gap', 'between', ...numbered('a', 3, LIMIT + 2)]);
    });

    it('has a new gap when the reader has read the last one and falls behind again', async () => {
      const { queue } = create();
      for (const value of numbered('a', 1, LIMIT + 1)) queue.pushEach('a', value, 'gap');
      assert.deepEqual(await queue.next(), { done: false, value: 'gap' });
      assert.deepEqual(await queue.next(), { done: false, value: 'a2' });
      for (const value of numbered('a', LIMIT + 2, LIMIT + 4)) queue.pushEach('a', value, 'second gap');
      queue.end();
      assert.deepEqual(await drain(queue), ['second gap', ...numbered('a', 5, LIMIT + 4)]);
    });

    it('drops nothing of another group, and no values with a key', async () => {
      const { queue } = create();
      for (const value of numbered('b', 1, LIMIT)) queue.pushEach('b', value, 'gap of b');
      queue.push('x', 'latest');
      for (const value of numbered('a', 1, LIMIT + 1)) queue.pushEach('a', value, 'gap of a');
      queue.end();
      assert.deepEqual(await drain(queue), [
        ...numbered('b', 1, LIMIT),
        'latest',
        'gap of a',
        ...numbered('a', 2, LIMIT + 1),
      ]);
    });

    it('can have another limit', async () => {
      const queue = createLatestQueue<string>(() => {}, 2);
      for (const value of numbered('a', 1, 5)) queue.pushEach('a', value, 'gap');
      queue.end();
      assert.deepEqual(await drain(queue), ['gap', 'a4', 'a5']);
    });

    it('has no gap for a fast reader', async () => {
      const { queue } = create();
      for (let count = 1; count <= 3 * LIMIT; count++) {
        queue.pushEach('a', `a${count}`, 'gap');
        assert.deepEqual(await queue.next(), { done: false, value: `a${count}` });
      }
      await queue.return();
      queue.pushEach('a', 'too late', 'gap');
      assert.deepEqual(await queue.next(), END);
    });
  });
});
