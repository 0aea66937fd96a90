import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createStateFreshness } from '../../../src/core/slots/state-freshness.js';
import { createVirtualClock } from '../../virtual-clock.js';

function start() {
  const clock = createVirtualClock();
  const freshness = createStateFreshness(clock);
  const pass = (seconds: number) => clock.advance(seconds * 1000);
  return { clock, freshness, pass };
}

async function observing(every: number, times: number) {
  const started = start();
  for (let count = 0; count < times; count++) {
    if (count > 0) await started.pass(every);
    started.freshness.observed();
  }
  return started;
}

describe('the state of a slot', () => {
  it('is stale before the first report', () => {
    assert.equal(start().freshness.isStale(null), true);
  });

  it('has the age of its session if no message has come yet', async () => {
    const { clock, freshness, pass } = start();
    const read = clock.now().getTime() / 1000;
    assert.equal(freshness.isStale(read), false);
    await pass(30);
    assert.equal(freshness.isStale(read), false);
    await pass(1);
    assert.equal(freshness.isStale(read), true);
  });

  it('is stale after three polls at the interval of an agent that reports them only in its session', async () => {
    const { clock, freshness, pass } = start();
    const read = clock.now().getTime() / 1000;
    for (const age of [0, 60, 120]) {
      freshness.isStale(read + age);
      await pass(60);
    }
    await pass(120);
    assert.equal(freshness.isStale(read + 120), false);
    await pass(1);
    assert.equal(freshness.isStale(read + 120), true);
  });

  it('is stale after three usual polls without news', async () => {
    const { freshness, pass } = await observing(0, 1);
    await pass(30);
    assert.equal(freshness.isStale(null), false);
    await pass(1);
    assert.equal(freshness.isStale(null), true);
    freshness.observed();
    assert.equal(freshness.isStale(null), false);
  });

  it('is stale after three polls at the pace of its agent', async () => {
    const { freshness, pass } = await observing(60, 3);
    await pass(180);
    assert.equal(freshness.isStale(null), false);
    await pass(1);
    assert.equal(freshness.isStale(null), true);
  });

  it('is not stale for at least three seconds, however fast its agent polls', async () => {
    const { freshness, pass } = await observing(0.1, 4);
    await pass(3);
    assert.equal(freshness.isStale(null), false);
    await pass(1);
    assert.equal(freshness.isStale(null), true);
  });

  it('does not take one long silence as the polling interval', async () => {
    const { freshness, pass } = await observing(10, 3);
    await pass(3600);
    freshness.observed();
    await pass(31);
    assert.equal(freshness.isStale(null), true);
  });
});
