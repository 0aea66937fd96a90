import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Network, startNetwork } from './network.js';

/** What OCSClient answers: status (0 is OK), message, session. */
type Reply = [number, string, { success?: boolean; status?: string; data?: Record<string, unknown> }];

for (const router of ['crossbar', 'embedded'] as const) {
  describe(`a network of real agents on the ${router} router`, () => {
    let network: Network;
    before(async () => {
      network = await startNetwork({ slots: 3, registry: true, router });
    });
    after(() => network?.stop());

    const client = async (...args: string[]) => (await network.python('ocs_client.py', ...args)) as Reply;
    const instances = () => network.controllers.map((controller) => controller.instanceId);

    it('is seen completely by the registry', async () => {
      const addresses = network.controllers.map(({ instanceId }) => `observatory.${instanceId}`);
      let known: string[] = [];
      for (let attempt = 0; attempt < 20 && !addresses.every((one) => known.includes(one)); attempt += 1) {
        const [, , session] = await client('status', 'registry', 'main');
        known = Object.keys(session.data ?? {});
      }
      assert.deepEqual(known.filter((one) => one.includes('pysmurf')).sort(), addresses);
    });

    it('takes noise on every slot at once', async () => {
      const params = JSON.stringify({ duration: 1 });
      const replies = await Promise.all(instances().map((id) => client('run', id, 'take_noise', params)));
      for (const [status, , session] of replies) {
        assert.equal(status, 0);
        assert.equal(session.success, true);
        assert.ok(session.data?.['quantiles']);
      }
      const results = new Set(replies.map(([, , session]) => JSON.stringify(session.data?.['quantiles'])));
      assert.equal(results.size, 3, 'each slot has results of its own');
    });

    it('streams until it is stopped', async () => {
      const [id = ''] = instances();
      const streaming = async () => (await client('status', id, 'stream'))[2].data?.['stream_on'];
      assert.equal((await client('start', id, 'stream'))[0], 0);
      for (let attempt = 0; attempt < 50 && !(await streaming()); attempt += 1);
      assert.equal(await streaming(), true);
      assert.equal((await client('stop', id, 'stream'))[0], 0);
      const [, , session] = await client('wait', id, 'stream');
      assert.equal(session.success, true);
      assert.equal(session.data?.['stream_on'], false);
    });

    it('fails as requested, by parameters or by script', async () => {
      const [first, second] = network.controllers;
      assert.ok(first && second);
      const params = JSON.stringify({ kwargs: { raise: 'no signal' } });
      const [, , session] = await client('run', first.instanceId, 'take_iv', params);
      assert.equal(session.success, false);
      assert.match(JSON.stringify(session.data), /RuntimeError: no signal/);

      second.script({ set_biases: { raise: 'no bias card' } });
      assert.equal((await client('run', second.instanceId, 'set_biases', '{"bias": 1}'))[2].success, false);
      second.script({});
      assert.equal((await client('run', second.instanceId, 'set_biases', '{"bias": 1}'))[2].success, true);
    });

    it('has a controller again after it was killed', async () => {
      const [controller] = network.controllers;
      assert.ok(controller);
      const pid = controller.pid;
      await controller.kill('SIGKILL');
      assert.equal(controller.running, false);
      await controller.restart();
      assert.notEqual(controller.pid, pid);
      assert.equal((await client('run', controller.instanceId, 'run_test_func'))[2].success, true);
    });

    it('reconnects to a router that was killed or stopped, on the same port', async () => {
      for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
        const marks = network.controllers.map((controller) => controller.lines().length);
        await network.crossbar.kill(signal);
        await network.crossbar.restart();
        const rejoined = network.controllers.map((controller, index) =>
          controller.waitForLine(/session joined/, 60_000, { after: marks[index] ?? 0 }),
        );
        await Promise.all(rejoined);
      }
      assert.equal((await client('run', 'pysmurf-controller-s3', 'run_test_func'))[2].success, true);
    });
  });
}
