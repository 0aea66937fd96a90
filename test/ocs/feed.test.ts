import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFeed } from '../../src/ocs/agent/feed.js';
import { feedMessage } from '../../src/ocs/protocol.js';

const agent = {
  address: 'observatory.tester',
  agentClass: 'TestAgent',
  startedAt: '1700000000.25',
  simulated: false,
};
const feed = createFeed(agent, 'noise_results', { record: true });
const block = (data: Record<string, number>) => ({ block_name: 'noise', timestamp: 12.5, data });

describe('A feed', () => {
  test('publishes a sample as a block of columns with one row', () => {
    const [message, info] = feed.encodeBlock(block({ median: 55, total: 3 }));
    assert.deepEqual(message, {
      noise: {
        block_name: 'noise',
        data: { median: [55], total: [3] },
        timestamps: [12.5],
        influxdb_tags: null,
      },
    });
    assert.deepEqual(info, {
      agent_address: 'observatory.tester',
      agg_params: {},
      feed_name: 'noise_results',
      address: 'observatory.tester.feeds.noise_results',
      record: true,
      session_id: '1700000000.25',
      agent_class: 'TestAgent',
    });
  });

  test('publishes messages that our own parser accepts', () => {
    assert.deepEqual(feedMessage.parse([feed.encode({ any: 'thing' })]).message, { any: 'thing' });
  });

  for (const name of ['a', 'Rn_q10', '_a', '__a1', 'a'.repeat(255)]) {
    test(`accepts a field named ${name.slice(0, 12)} of ${name.length} characters`, () => {
      assert.doesNotThrow(() => feed.encodeBlock(block({ [name]: 1 })));
    });
  }

  for (const name of ['', '_', '1a', '_1a', 'a b', 'a-b', 'a.b', 'é', 'a'.repeat(256)]) {
    test(`refuses a field named "${name.slice(0, 12)}" of ${name.length} characters`, () => {
      assert.throws(() => feed.encodeBlock(block({ good: 1, [name]: 1 })), /cannot have a field/);
    });
  }
});
