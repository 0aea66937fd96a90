import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createStatePulse } from '../../src/core/state-pulse.js';

const START = 1_700_000_000;

describe('the state of a slot', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: START * 1000 }));
  afterEach(() => mock.timers.reset());

  const pass = (seconds: number) => mock.timers.tick(seconds * 1000);

  function beating(every: number, times: number) {
    const pulse = createStatePulse();
    for (let count = 0; count < times; count++) {
      if (count > 0) pass(every);
      pulse.beat();
    }
    return pulse;
  }

  it('is stale as long as nothing was ever told of it', () => {
    assert.equal(createStatePulse().isStale(null), true);
  });

  it('is as old as its session says where no message has come yet', () => {
    const pulse = createStatePulse();
    assert.equal(pulse.isStale(START), false);
    pass(30);
    assert.equal(pulse.isStale(START), false);
    pass(1);
    assert.equal(pulse.isStale(START), true);
  });

  it('is stale after three usual polls without news', () => {
    const pulse = beating(0, 1);
    pass(30);
    assert.equal(pulse.isStale(null), false);
    pass(1);
    assert.equal(pulse.isStale(null), true);
    pulse.beat();
    assert.equal(pulse.isStale(null), false);
  });

  it('is stale after three polls at the pace of its agent', () => {
    const pulse = beating(60, 3);
    pass(180);
    assert.equal(pulse.isStale(null), false);
    pass(1);
    assert.equal(pulse.isStale(null), true);
  });

  it('is given three seconds at least, however fast its agent polls', () => {
    const pulse = beating(0.1, 4);
    pass(3);
    assert.equal(pulse.isStale(null), false);
    pass(1);
    assert.equal(pulse.isStale(null), true);
  });

  it('does not take one long silence for its pace', () => {
    const pulse = beating(10, 3);
    pass(3600);
    pulse.beat();
    pass(31);
    assert.equal(pulse.isStale(null), true);
  });
});
