import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FeedEvent } from '../../../src/core/slots/slot-events.js';
import { startObservatory } from '../observatory.js';

describe('the feeds of the slots', () => {
  it('contain every message of every feed of an agent, but no heartbeats', async (t) => {
    const { clock, slots, core, others } = await startObservatory(t, { slots: [{}, {}] });
    const [slot] = slots;
    assert.ok(slot);
    const heard: FeedEvent[] = [];
    core.events.feeds.listen((event) => heard.push(event));
    await clock.settle(others.start(slot.address, 'take_noise', { duration: 1 }), 'noise is taken');
    const noise = await clock.until(() => heard.find(({ feed }) => feed === 'noise_results'), 'its results');
    assert.equal(noise.slot.address, slot.address);
    assert.ok((noise.message as Record<string, unknown>)['noise_results']);
    await clock.until(
      () => new Set(heard.map((event) => event.slot.instanceId)).size === 2,
      'both are heard',
    );
    assert.ok(!heard.some(({ feed }) => feed === 'heartbeat'));
    const last = core.feeds.past.all(1).map((event) => `${event.slot.instanceId}/${event.feed}`);
    assert.deepEqual(last.sort(), [
      'pysmurf-controller-s2/noise_results',
      'pysmurf-controller-s2/state_results',
      'pysmurf-controller-s3/state_results',
    ]);
  });

  it('do not keep a message that is very large', async (t) => {
    const { clock, core, connect, slots } = await startObservatory(t);
    const heard: FeedEvent[] = [];
    core.events.feeds.listen((event) => heard.push(event));
    const topic = `${slots[0]?.address}.feeds.noise_results`;
    const info = {
      agent_address: slots[0]?.address,
      agent_class: 'PysmurfController',
      feed_name: 'noise_results',
    };
    const publisher = connect();
    await clock.advance(100);
    publisher.publish(topic, [['x'.repeat(500_000), { ...info, address: topic, session_id: '1' }]]);
    await clock.until(() => heard.find(({ feed }) => feed === 'noise_results'), 'it is heard');
    assert.deepEqual(core.feeds.past.of(slots[0]?.address ?? '', 'noise_results', 1), []);
  });
});
