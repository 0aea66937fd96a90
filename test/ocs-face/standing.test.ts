import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import type { FeedMessage } from '../../src/ocs/protocol.js';
import { startRouter } from '../ocs/harness.js';
import { startProduct } from '../product.js';
import { until } from '../until.js';
import { ADDRESS, connect, connectClient, ready, runToEnd, startFace } from './harness.js';

describe('of two servers with one name', () => {
  it('the second stands by, and takes over when the first is gone', async (t) => {
    const router = await startRouter(t);
    const first = startFace(t, router);
    await until(() => first.agent.standing.registered, 'the first answers');
    const second = startFace(t, router);
    await until(() => second.agent.standing.refusal, 'the second stands by');
    assert.match(second.agent.standing.refusal ?? '', /procedure_already_exists/);
    assert.equal(second.agent.standing.registered, false);
    const told: boolean[] = [];
    second.agent.onStandingChange(({ registered }) => told.push(registered));
    await first.close();
    await until(() => second.agent.standing.registered, 'the second has taken over');
    assert.equal(told.at(-1), true);
    assert.equal(second.agent.standing.refusal, null);
    const client = await connectClient(t, router);
    assert.equal((await client.status(ADDRESS, 'monitor')).session?.status, 'running');
  });

  it('that start at once, one answers', async (t) => {
    const router = await startRouter(t);
    const faces = [startFace(t, router), startFace(t, router), startFace(t, router)];
    const answering = () => faces.filter(({ agent }) => agent.standing.registered);
    await until(() => answering().length === 1, 'one answers');
    await until(() => faces.filter(({ agent }) => agent.standing.refusal).length === 2, 'two stand by');
    assert.equal(answering().length, 1);
  });
});

describe('the server', () => {
  it('tells in GraphQL and in its health whether its agent is registered', async () => {
    const product = await startProduct({ slots: 1 });
    try {
      const { network } = await product.ask<{ network: object }>(
        '{ network { agentAddress agentRegistered } }',
      );
      assert.deepEqual(network, { agentAddress: ADDRESS, agentRegistered: true });
      const response = await fetch(`${product.origin}/health/ready`);
      assert.equal(response.status, 200);
      const { agent } = (await response.json()) as { agent: object };
      assert.deepEqual(agent, { address: ADDRESS, registered: true, standingBy: false });
    } finally {
      await product.close();
    }
  });
});

describe('the feeds', () => {
  it('carry the state of every slot and the outcome of every run, as blocks', async (t) => {
    const router = await startRouter(t);
    const slot = createAgent({
      connection: connect(t, router),
      ...{ addressRoot: 'observatory', instanceId: 'pysmurf-controller-s2' },
      ...{ agentClass: 'PysmurfController', logger: silentLogger },
    });
    slot.registerFeed('state_results');
    slot.registerProcess('check_state', {
      docstring: 'check_state()',
      startup: {},
      async run(session) {
        session.data = { stream_id: 'ufm-2', num_active_channels: 7, channel_mask: [] };
        await new Promise((resolve) => session.stopRequested.addEventListener('abort', resolve));
        return [true, ''];
      },
    });
    slot.registerTask('measure', { docstring: 'measure()', run: () => [true, 'done'] });
    slot.open();
    t.after(() => slot.close());
    const face = startFace(t, router);
    const client = await connectClient(t, router);
    const heard: FeedMessage[] = [];
    client.onFeed(ADDRESS, 'runs', (message) => heard.push(message));
    client.onFeed(ADDRESS, 'smurf_slots', (message) => heard.push(message));
    await ready(face, 1);
    await runToEnd(client, 'measure');
    const run = await until(
      () => heard.find(({ info }) => info.feed_name === 'runs'),
      'the outcome of the run',
    );
    assert.equal(run.info.record, true);
    const { run: block } = run.message as Record<string, { data: Record<string, unknown[]> }>;
    const { run_id, duration_ms, ...fields } = block?.data ?? {};
    assert.deepEqual(fields, {
      action: ['RUN'],
      operation: ['measure'],
      face: ['OCS'],
      status: ['SUCCEEDED'],
      success: [true],
      num_slots: [1],
      num_succeeded: [1],
      num_failed: [0],
    });
    assert.ok(run_id && Number.isInteger(duration_ms?.[0]) && Number(duration_ms?.[0]) >= 0);
    const slots = await until(
      () => heard.findLast(({ message }) => Object.hasOwn(message as object, 'ufm_2')),
      'the state of the slot',
    );
    const told = (slots.message as Record<string, { data: Record<string, unknown> }>)['ufm_2'];
    assert.deepEqual(Object.keys(told?.data ?? {}), [
      'ufm_2_expired',
      'ufm_2_stale',
      'ufm_2_num_active_channels',
      'ufm_2_streaming',
    ]);
    assert.deepEqual(told?.data['ufm_2_num_active_channels'], [7]);
  });
});
