import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startProduct } from '../product.js';

it('the server reports in GraphQL and in its health whether its agent is registered', async () => {
  const product = await startProduct({ slots: 1 });
  try {
    const { network } = await product.ask<{ network: object }>(
      '{ network { agentAddress agentRegistered } }',
    );
    assert.deepEqual(network, { agentAddress: 'observatory.multismurf', agentRegistered: true });
    const response = await fetch(`${product.origin}/health/ready`);
    assert.equal(response.status, 200);
    const { agent } = (await response.json()) as { agent: object };
    assert.deepEqual(agent, { address: 'observatory.multismurf', registered: true, standingBy: false });
  } finally {
    await product.close();
  }
});
