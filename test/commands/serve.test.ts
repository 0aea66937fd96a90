import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { startProduct } from '../product.js';
import { until } from '../until.js';

const ASK = '{ smurfInstances { instanceId problems { code operation } } }';

interface Listed {
  readonly smurfInstances: readonly {
    readonly instanceId: string;
    readonly problems: readonly { readonly code: string; readonly operation: string | null }[];
  }[];
}

it('a server reports a slot whose operation hides a task of our OCS agent', async (t) => {
  const product = await startProduct({ slots: 1 });
  t.after(() => product.close());
  const { url, realm, addressRoot } = product.network;
  const connection = createWampConnection({ url, realm, logger: silentLogger });
  t.after(() => connection.close());
  const agent = createAgent({
    ...{ connection, addressRoot, instanceId: 'pysmurf-controller-odd' },
    ...{ agentClass: 'PysmurfController', logger: silentLogger },
  });
  t.after(() => agent.close());
  agent.registerTask('stop_all', { docstring: 'stop_all()', run: () => [true, ''] });
  agent.open();
  const hidden = await until(async () => {
    const { smurfInstances } = await product.ask<Listed>(ASK);
    const odd = smurfInstances.find(({ instanceId }) => instanceId === 'pysmurf-controller-odd');
    return odd?.problems.find(({ code }) => code === 'OWN_TASK_HIDDEN');
  }, 'the problem is reported');
  assert.equal(hidden?.operation, 'stop_all');
});
