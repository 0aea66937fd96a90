import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { CallFailure } from '../../src/ocs/call-failure.js';
import {
  type SimulatedNetwork,
  type SimulatedNetworkOptions,
  startSimulatedNetwork,
} from '../../src/simulator/network.js';
import { NO_SUCH_PROCEDURE } from '../../src/wamp/error.js';
import { connectClient, nextMessage } from '../ocs/harness.js';

async function start(
  t: TestContext,
  options: Partial<SimulatedNetworkOptions> = {},
): Promise<SimulatedNetwork> {
  const network = await startSimulatedNetwork({
    slots: 1,
    seed: 1,
    timeScale: 1e-4,
    logger: silentLogger,
    ...options,
  });
  t.after(() => network.close());
  return network;
}

function theOnly(network: SimulatedNetwork) {
  const [controller] = network.controllers;
  assert.ok(controller);
  return controller;
}

describe('A simulated network', () => {
  test('has an agent for each slot, which answers as soon as the network has started', async (t) => {
    const network = await start(t, { slots: 3 });
    const client = await connectClient(t, network);
    assert.deepEqual(
      network.controllers.map(({ address }) => address),
      ['s2', 's3', 's4'].map((slot) => `observatory.pysmurf-controller-${slot}`),
    );
    assert.equal(new Set(network.controllers.map(({ streamId }) => streamId)).size, 3);
    for (const { address, streamId } of network.controllers) {
      assert.match(streamId, /^ufm_[mu]v\d+$/);
      assert.equal((await client.getApi(address)).operations.length, 18);
      assert.ok(await nextMessage(client, address, 'heartbeat'));
    }
  });

  test('puts more than six slots into crates, each with detectors of its own', async (t) => {
    const network = await start(t, { slots: 24 });
    const ids = network.controllers.map(({ instanceId }) => instanceId);
    assert.deepEqual(
      [ids[0], ids[5], ids[6], ids[23]],
      [
        'pysmurf-controller-crate1-s2',
        'pysmurf-controller-crate1-s7',
        'pysmurf-controller-crate2-s2',
        'pysmurf-controller-crate4-s7',
      ],
    );
    assert.equal(new Set(network.controllers.map(({ streamId }) => streamId)).size, 24);
    const channels = network.controllers.map(({ hardware }) => hardware.channelMask.join());
    assert.equal(new Set(channels).size, 24);
  });

  test('is not started on a port that is taken', async (t) => {
    const network = await start(t);
    const port = Number(new URL(network.url).port);
    await assert.rejects(
      startSimulatedNetwork({ slots: 1, seed: 1, timeScale: 1, port, logger: silentLogger }),
      /EADDRINUSE/,
    );
  });
});

describe('A simulated agent', () => {
  test('disappears in the middle of a task: callers that wait are informed, and nobody answers', async (t) => {
    const network = await start(t, { timeScale: 1 });
    const controller = theOnly(network);
    const client = await connectClient(t, network);
    await client.start(controller.address, 'take_noise', {});
    const waiting = client.wait(controller.address, 'take_noise', 60);
    // Asked after the wait and answered, so the wait is under way.
    await client.status(controller.address, 'take_noise');
    const refused = (uri: string) => (error: unknown) => error instanceof CallFailure && error.uri === uri;
    const ended = assert.rejects(waiting, refused('wamp.error.canceled'));
    await controller.crash();
    await ended;
    await assert.rejects(client.getApi(controller.address), refused(NO_SUCH_PROCEDURE));
  });

  test('comes back under the same ids with a new start, no sessions and its hardware as it was', async (t) => {
    const network = await start(t);
    const controller = theOnly(network);
    const { address } = controller;
    const client = await connectClient(t, network);
    const before = await nextMessage(client, address, 'heartbeat');
    await client.start(address, 'set_biases', { bias: 2.5 });
    await client.wait(address, 'set_biases', 10);

    await controller.crash();
    const beating = nextMessage(client, address, 'heartbeat');
    await controller.restart();
    await controller.registered();
    const after = await beating;
    assert.notEqual(after.info.session_id, before.info.session_id);
    const sessions = (await client.getApi(address)).operations.filter(({ session }) => session !== null);
    assert.deepEqual(
      sessions.map(({ name }) => name),
      ['check_state'],
    );
    assert.equal(controller.hardware.biases[0], 2.5);
    await client.start(address, 'take_noise', {});
    assert.equal((await client.wait(address, 'take_noise', 10)).session?.success, true);
  });

  test('may crash twice, restart without a crash, and be closed after either', async (t) => {
    const network = await start(t);
    const controller = theOnly(network);
    await controller.restart();
    await controller.registered();
    await Promise.all([controller.crash(), controller.crash()]);
    await controller.close();
    await controller.close();
  });

  test('fails on request', async (t) => {
    const network = await start(t, { slots: 2 });
    const client = await connectClient(t, network);
    network.controllers[1]?.failNext('take_noise', 'Traceback: no signal');
    const outcomes = network.controllers.map(async ({ address }) => {
      await client.start(address, 'take_noise', {});
      return (await client.wait(address, 'take_noise', 10)).session?.success;
    });
    assert.deepEqual(await Promise.all(outcomes), [true, false]);
  });
});
