import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createOutageGrace } from '../../src/core/expiry.js';

const EXPIRE_MS = 20_000;
const START = 1_700_000_000_000;

const up = () => ({ connected: true, since: new Date(), reason: null });
const down = () => ({ connected: false, since: new Date(), reason: 'gone' });

describe('the silence of an agent', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: START }));
  afterEach(() => mock.timers.reset());

  const pass = (seconds: number) => mock.timers.tick(seconds * 1000);

  it('is over the limit when it is longer than the expire time, and not before', () => {
    const grace = createOutageGrace(up());
    const heard = new Date();
    pass(20);
    assert.equal(grace.isOver(heard, EXPIRE_MS), false);
    pass(0.001);
    assert.equal(grace.isOver(heard, EXPIRE_MS), true);
  });

  it('does not count while our own link is down, however long', () => {
    const grace = createOutageGrace(up());
    const heard = new Date();
    pass(1);
    grace.take(down());
    pass(24 * 3600);
    assert.equal(grace.isOver(heard, EXPIRE_MS), false);
  });

  it('counts after an outage only when the agent had as long again as the outage to come back', () => {
    const grace = createOutageGrace(up());
    const heard = new Date();
    pass(1);
    grace.take(down());
    pass(10);
    grace.take(up());
    pass(10 + 20);
    assert.equal(grace.isOver(heard, EXPIRE_MS), false);
    pass(1);
    assert.equal(grace.isOver(heard, EXPIRE_MS), true);
  });

  it('is given a minute and no more after a long outage', () => {
    const grace = createOutageGrace(up());
    const heard = new Date();
    grace.take(down());
    pass(3600);
    grace.take(up());
    pass(60 + 20);
    assert.equal(grace.isOver(heard, EXPIRE_MS), false);
    pass(1);
    assert.equal(grace.isOver(heard, EXPIRE_MS), true);
  });

  it('counts from the last heartbeat for an agent that was heard after the outage', () => {
    const grace = createOutageGrace(up());
    grace.take(down());
    pass(50);
    grace.take(up());
    pass(1);
    const heard = new Date();
    pass(21);
    assert.equal(grace.isOver(heard, EXPIRE_MS), true);
  });

  it('counts the outage from its beginning, however many attempts failed meanwhile', () => {
    const grace = createOutageGrace(up());
    const heard = new Date();
    const outage = down();
    grace.take(outage);
    pass(15);
    grace.take({ ...outage, reason: 'still gone' });
    pass(15);
    grace.take(up());
    pass(30 + 20);
    assert.equal(grace.isOver(heard, EXPIRE_MS), false);
    pass(1);
    assert.equal(grace.isOver(heard, EXPIRE_MS), true);
  });
});
