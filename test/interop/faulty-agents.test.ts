import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { open, roles } from '../router/router-wire.js';
import { type Network, startNetwork } from './network.js';

const [HELLO, WELCOME, SUBSCRIBE, SUBSCRIBED, EVENT] = [1, 2, 32, 33, 36];

/** What the agents that misbehave do, so that tests of the server against them prove something. */
describe('agents that misbehave', () => {
  let network: Network;
  before(async () => {
    network = await startNetwork({
      slots: 1,
      registry: true,
      supervise: true,
      instances: {
        'fake-agent': 'FakeAgent',
        'pysmurf-controller-s8': 'PysmurfController',
        'pysmurf-controller-s9': 'PysmurfController',
      },
    });
  });
  after(() => network?.stop());

  it('publish NaN and Infinity', async () => {
    await network.start('faulty-feed', 'faulty_feed.py', '--instance-id', 'fake-agent');
    const wire = await open(network.url);
    wire.send([HELLO, network.realm, { roles: roles() }]);
    await wire.take(WELCOME);
    await wire.request(SUBSCRIBE, SUBSCRIBED, {}, 'observatory.fake-agent.feeds.weather');
    const [[message]] = (await wire.take(EVENT))[4] as [[unknown, unknown]];
    wire.socket.terminate();
    assert.deepEqual(message, {
      wind: Number.NaN,
      gust: Number.POSITIVE_INFINITY,
      lull: Number.NEGATIVE_INFINITY,
      nested: [{ pwv: Number.NaN }],
    });
  });

  it("publish heartbeats that OCS's own registry cannot read", async () => {
    await network.start('malformed-heartbeats', 'malformed_heartbeats.py');
    await network.registry?.waitForLine(/KeyError: 'agent_address'/);
    await network.registry?.waitForLine(/TypeError: 'NoneType' object is not subscriptable/);
  });

  it('have sessions of 2 MB', async () => {
    await network.start('large', 'large_session.py', '--instance-id', 'pysmurf-controller-s9');
    const api = await network.call('observatory.pysmurf-controller-s9', 'get_api');
    assert.ok(JSON.stringify(api).length > 2_000_000);
  });

  it('never answer when their session has outgrown what an OCS agent can send', async () => {
    const id = 'pysmurf-controller-s8';
    const agent = await network.start('limited', 'large_session.py', '--limited', '--instance-id', id);
    const answer = network.call(`observatory.${id}`, 'get_api').catch((error: Error) => error.name);
    await agent.waitForLine(/exceeding payload limit of 1048576/);
    await agent.stop();
    assert.match(String(await answer), /Error/);
  });

  it('die in a task, leave its work running, and are started again', async () => {
    const [controller] = network.controllers;
    assert.ok(controller);
    const ops = `observatory.${controller.instanceId}.ops`;
    await network.call(ops, 'start', 'take_noise', { kwargs: { hang: true } });
    await controller.waitForLine(/Starting subprocess function call/);
    const mark = controller.lines().length;
    await controller.kill('SIGKILL');
    await controller.waitForLine(/start called for check_state/, 60_000, { after: mark });
    const [status] = (await network.call(ops, 'start', 'take_noise', { duration: 0 })) as [number];
    assert.equal(status, 0);
    assert.equal(controller.starts, 2);
  });
});
