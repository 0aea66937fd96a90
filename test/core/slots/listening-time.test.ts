import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createListeningTime } from '../../../src/core/slots/listening-time.js';
import type { LinkState } from '../../../src/wamp/types.js';
import { createVirtualClock } from '../../virtual-clock.js';

const link = (connected: boolean): LinkState => ({ connected, since: new Date(), reason: null });

/** A listener that ticks once a second. */
function start(connected = true) {
  const clock = createVirtualClock();
  const listening = createListeningTime(clock, link(connected));
  clock.every(1000, listening.tick);
  return { clock, listening };
}

describe('the silence of an agent', () => {
  it('is the time since its last heartbeat', async () => {
    const { clock, listening } = start();
    await clock.advance(5000);
    const heard = listening.notHeard();
    await clock.advance(7500);
    assert.equal(listening.silence(heard), 7500);
  });

  it('does not grow while our link is down', async () => {
    const { clock, listening } = start();
    const heard = listening.notHeard();
    await clock.advance(2000);
    listening.heard();
    listening.take(link(false));
    await clock.advance(30_000);
    assert.equal(listening.silence(heard), 2000);
  });

  it('does not grow while nobody is heard, until it is certain that the link is not silent itself', async () => {
    const { clock, listening } = start();
    const heard = listening.notHeard();
    await clock.advance(4000);
    listening.heard();
    await clock.advance(11_000);
    assert.equal(listening.silence(heard), 4000);
    await clock.advance(2000);
    assert.equal(listening.silence(heard), 17_000);
  });

  it('does not include the time before it was noticed that the link passes no messages', async () => {
    const { clock, listening } = start();
    const heard = listening.notHeard();
    await clock.advance(4000);
    listening.heard();
    await clock.advance(7000);
    listening.take(link(false));
    listening.take(link(true));
    assert.equal(listening.silence(heard), -7000, 'the agents have the time of the outage to return');
  });

  it('begins again after an outage, when the agents have had the same time to return', async () => {
    const { clock, listening } = start();
    const heard = listening.notHeard();
    listening.take(link(false));
    await clock.advance(30_000);
    listening.take(link(true));
    await clock.advance(30_000);
    assert.equal(listening.silence(heard), 0);
    await clock.advance(5000);
    assert.equal(listening.silence(heard), 5000);
    assert.equal(listening.silence(listening.notHeard()), 0, 'one that is back counts from its heartbeat');
  });

  it('allows agents at most a minute after a long outage', async () => {
    const { clock, listening } = start();
    const heard = listening.notHeard();
    listening.take(link(false));
    await clock.advance(3600_000);
    listening.take(link(true));
    await clock.advance(61_000);
    assert.equal(listening.silence(heard), 1000);
  });

  it('does not grow during a pause of our own process', async () => {
    const { clock, listening } = start();
    const heard = listening.notHeard();
    await clock.advance(1000);
    await clock.pause(3600_000);
    assert.ok(listening.silence(heard) <= 3000);
  });

  it('is not affected when the clock is set', async () => {
    const { clock, listening } = start();
    const heard = listening.notHeard();
    clock.setBack(-3600_000);
    await clock.advance(1000);
    listening.heard();
    assert.equal(listening.silence(heard), 1000);
  });
});

describe('an agent', () => {
  it('was heard now if its message is at most some seconds old', async () => {
    const { clock, listening } = start();
    assert.equal(listening.isRecent(listening.notHeard()), false);
    await clock.advance(5000);
    const heard = listening.heard();
    await clock.advance(2000);
    assert.equal(listening.isRecent(heard), true);
    await clock.advance(1000);
    assert.equal(listening.isRecent(heard), false);
  });

  it('was not heard now if its message waited while our process was suspended', async () => {
    const { clock, listening } = start();
    await clock.advance(5000);
    await clock.pause(10_000);
    assert.equal(listening.isRecent(listening.heard()), false);
    await clock.advance(1500);
    assert.equal(listening.isRecent(listening.heard()), true);
  });
});
