import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FeedEvent } from '../../src/core/feeds.js';
import { until } from '../until.js';
import { startObservatory } from './observatory.js';

describe('the feeds of the slots', { concurrency: true }, () => {
  it('bring every message of every feed that an agent says it has, and no heartbeat', async (t) => {
    const { slots, manager, others } = await startObservatory(t, { slots: [{}, {}] });
    const [slot] = slots;
    assert.ok(slot);
    const heard: FeedEvent[] = [];
    const listening = manager.feeds.events.listen((event) => heard.push(event));
    await others.start(slot.address, 'take_noise', { duration: 1 });
    const noise = await until(() => heard.find(({ feed }) => feed === 'noise_results'), 'noise is published');
    assert.equal(noise.instance.address, slot.address);
    assert.ok((noise.message as Record<string, unknown>)['noise_results']);
    assert.ok(Date.now() - noise.time.getTime() < 20_000);
    await until(() => new Set(heard.map(({ instance }) => instance.instanceId)).size === 2, 'both are heard');
    assert.ok(!heard.some(({ feed }) => feed === 'heartbeat'));
    listening.close();
    const last = [...manager.feeds.last].map(({ instance, feed }) => `${instance.instanceId}/${feed}`);
    assert.deepEqual(last.sort(), [
      'pysmurf-controller-s2/noise_results',
      'pysmurf-controller-s2/state_results',
      'pysmurf-controller-s3/state_results',
    ]);
  });
});
