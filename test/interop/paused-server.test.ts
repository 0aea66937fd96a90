import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Network, startNetwork } from './network.js';
import { allSlots, ended, historyOf, slotOf, startRun, watchInstances } from './watching.js';

/** Longer than the expire time of 20 s. */
const PAUSE_MS = 25_000;

describe('a server that is paused in a run', { concurrency: true }, () => {
  let network: Network;
  let server: MultiSmurf;
  let failing: MultiSmurf;

  before(async () => {
    network = await startNetwork({ slots: 2, instances: { second: 'MultiSmurfManager' } });
    server = await startMultiSmurf(network, { args: ['--instance-id', 'multismurf'] });
    failing = await startMultiSmurf(network, { name: 'second', args: ['--instance-id', 'second'] });
    for (const one of [server, failing])
      await one.process.waitForLine(/initial scan of the network is complete/);
  });
  after(async () => {
    await server?.stop();
    await failing?.stop();
    await network?.stop();
  });

  async function pause({ process: { pid } }: MultiSmurf): Promise<void> {
    process.kill(pid, 'SIGSTOP');
    await sleep(PAUSE_MS);
    process.kill(pid, 'SIGCONT');
  }

  it('ends the run of a single slot as the slot did: with success', async () => {
    const streamId = network.controllers[0]?.streamId ?? '';
    const instances = await watchInstances(server);
    const run = await startRun(server, 'take_noise', [streamId], { duration: 15 });
    await allSlots(run, 'RUNNING');
    await pause(server);
    const end = await ended(run, 30_000);
    assert.deepEqual([end.status, end.success], ['SUCCEEDED', true]);
    assert.deepEqual(historyOf(run, streamId), ['RUNNING', 'SUCCEEDED']);
    assert.equal(slotOf(end, streamId).inferred, false);
    const kinds = new Set(instances.events.map(({ kind }) => kind));
    assert.ok(!kinds.has('EXPIRED'), [...kinds].join(' '));
  });

  it('ends the run of a single slot as the slot did: with its failure', async () => {
    const [, controller] = network.controllers;
    assert.ok(controller);
    controller.script({ take_noise: { seconds: 15, raise: 'no signal' } });
    const run = await startRun(failing, 'take_noise', [controller.streamId], { duration: 1 });
    await allSlots(run, 'RUNNING');
    await pause(failing);
    const end = await ended(run, 30_000);
    assert.deepEqual([end.status, slotOf(end, controller.streamId).status], ['FAILED', 'FAILED']);
    assert.match(slotOf(end, controller.streamId).detail ?? '', /no signal/);
  });
});
