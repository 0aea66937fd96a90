import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ManagedProcess } from './managed-process.js';
import { type Network, startNetwork } from './network.js';

/** What OCSClient answers: status (0 is OK), message, session. */
type Reply = [number, string, { success?: boolean; data?: Record<string, unknown>; messages?: unknown[] }];

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

describe('simulated slots on a real OCS network', () => {
  let network: Network;
  before(async () => {
    network = await startNetwork({ slots: 1, registry: true });
  });
  after(() => network?.stop());

  const client = async (...args: string[]) => (await network.python('ocs_client.py', ...args)) as Reply;
  const simulate = (name: string, ...args: string[]) =>
    network.spawn({
      name,
      command: process.execPath,
      args: [MAIN, 'simulate', '--site-file', network.siteFile, '--site-host', 'localhost', ...args],
    });
  const LINE =
    /^simulating 2 SMuRF slots on ws:\S+, realm test_realm, address root observatory: rehearsal-s2 /;

  it('do not start if a real agent has one of their addresses', async () => {
    const refused = await simulate('refused');
    await refused.waitForLine(
      /expected free addresses .*observatory\.pysmurf-controller-s2 \(a PysmurfController/,
    );
    await refused.exited();
    assert.equal(refused.running, false);
    const [status] = await client('start', 'pysmurf-controller-s2', 'run_test_func');
    assert.equal(status, 0, 'the real one goes on');
  });

  describe('beside real ones', () => {
    let simulated: ManagedProcess;
    before(async () => {
      simulated = await simulate(
        'simulated',
        ...['--slots', '2', '--time-scale', '1000', '--instance-prefix', 'rehearsal-'],
        ...['--fault', 's3:take_noise=raise:no tones'],
      );
      await simulated.waitForLine(LINE);
    });

    it("are commanded with OCS's own client", async () => {
      const [status, , { success, data }] = await client('run', 'rehearsal-s2', 'take_noise');
      assert.deepEqual([status, success], [0, true]);
      assert.ok(data?.['quantiles']);
      const [, , failed] = await client('run', 'rehearsal-s3', 'take_noise');
      assert.equal(failed.success, false);
      assert.match(JSON.stringify(failed.data), /RuntimeError: no tones/);
    });

    it('are seen by the registry', async () => {
      const sees = async () => {
        const [, , { data }] = await client('status', 'registry', 'main');
        return ['rehearsal-s2', 'rehearsal-s3', 'simulator'].every(
          (id) => `observatory.${id}` in (data ?? {}),
        );
      };
      let seen = await sees();
      for (let attempt = 0; attempt < 20 && !seen; attempt += 1) seen = await sees();
      assert.ok(seen);
    });

    it("get faults at run time from OCS's own client", async () => {
      const fault = JSON.stringify({ fault: 's2:take_iv=raise' });
      const [, , set] = await client('run', 'simulator', 'set_fault', fault);
      assert.deepEqual(set.data?.['faults'], ['s3:take_noise=raise:no tones', 's2:take_iv=raise']);
      assert.equal((await client('run', 'rehearsal-s2', 'take_iv'))[2].success, false);
      const [, , cleared] = await client('run', 'simulator', 'clear_faults');
      assert.deepEqual(cleared.data?.['faults'], []);
      assert.equal((await client('run', 'rehearsal-s2', 'take_iv'))[2].success, true);
      const [, , refused] = await client(
        'run',
        'simulator',
        'set_fault',
        JSON.stringify({ fault: 's9=nan' }),
      );
      assert.equal(refused.success, false);
      assert.match(JSON.stringify(refused.messages), /expected a simulated slot/);
    });

    it('come back after the router, which still has their old sessions, was frozen', async () => {
      const answers = () =>
        client('status', 'rehearsal-s2', 'take_iv').then(
          ([status]) => status === 0,
          () => false,
        );
      const mark = simulated.lines().length;
      // Its process group: the router proper is a worker of Crossbar's.
      process.kill(-network.crossbar.pid, 'SIGSTOP');
      try {
        await simulated.waitForLine(/not connected to the router/, 30_000, { after: mark });
      } finally {
        process.kill(-network.crossbar.pid, 'SIGCONT');
      }
      let back = await answers();
      for (let attempt = 0; attempt < 60 && !back; attempt += 1) back = await answers();
      assert.ok(back);
      assert.ok(simulated.running);
    });

    it('end with SIGTERM, and leave nothing', async () => {
      await simulated.kill('SIGTERM');
      assert.match(simulated.lines().at(-1) ?? '', /ended: 0/);
      await assert.rejects(network.call('observatory.rehearsal-s2', 'get_api'), /no_such_procedure/);
    });
  });
});
