import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import type { OcsClient } from '../../src/ocs/client.js';
import { sessionData } from '../../src/ocs/protocol.js';
import type { Router } from '../../src/router/router.js';
import { createSimulation, type Simulation, type SimulationOptions } from '../../src/simulator/simulation.js';
import { SIMULATOR_CLASS } from '../../src/simulator/simulator-agent.js';
import { connect, connectClient, startRouter } from '../ocs/harness.js';
import { until, within } from '../until.js';
import { outcomeOf } from './controller-harness.js';

const SIMULATOR = 'observatory.simulator';

function simulate(
  t: TestContext,
  { url, realm }: Pick<Router, 'url' | 'realm'>,
  options: Partial<SimulationOptions> = {},
): Simulation {
  const simulation = createSimulation({
    ...{ url, realm, addressRoot: 'observatory', slots: 2, simulatorId: 'simulator' },
    ...{ seed: 1, timeScale: 1e-4, pollInterval: 0.05, logger: silentLogger },
    ...options,
  });
  t.after(() => simulation.close());
  return simulation;
}

/** Runs a task of the simulator. Resolves to its outcome and the faults in its session data. */
async function ask(client: OcsClient, task: string, params: object = {}) {
  const { code, message } = await client.start(SIMULATOR, task, params);
  assert.equal(code, 0, message);
  const { session } = await client.wait(SIMULATOR, task, 10);
  assert.ok(session);
  return { outcome: outcomeOf(session), faults: sessionData(session)['faults'] };
}

describe('The simulator on the network', { concurrency: true }, () => {
  test('sets, lists and clears faults while slots run', async (t) => {
    const router = await startRouter(t);
    const simulation = simulate(t, router);
    await within(simulation.started, 'the simulation');
    const client = await connectClient(t, router);
    assert.equal((await client.getApi(SIMULATOR)).agentClass, SIMULATOR_CLASS);
    const [first] = simulation.slots;
    assert.ok(first);
    const noise = async () => {
      await client.start(first.address, 'take_noise', {});
      return (await client.wait(first.address, 'take_noise', 10)).session?.success;
    };

    const text = 's2,s3:take_noise=raise';
    const set = await ask(client, 'set_fault', { fault: text });
    assert.deepEqual(set.outcome, [true, `Set ${text}`]);
    assert.deepEqual(set.faults, ['s2:take_noise=raise', 's3:take_noise=raise']);
    assert.equal(await noise(), false);

    const cleared = await ask(client, 'clear_faults', { slots: 's2' });
    assert.deepEqual(cleared.faults, ['s3:take_noise=raise']);
    assert.equal(await noise(), true);
    assert.deepEqual((await ask(client, 'clear_faults')).faults, []);
  });

  test('refuses an invalid fault, and reports what was expected', async (t) => {
    const router = await startRouter(t);
    await within(simulate(t, router).started, 'the simulation');
    const client = await connectClient(t, router);
    const { outcome } = await ask(client, 'set_fault', { fault: 's9=silent' });
    assert.equal(outcome[0], false);
    assert.match(
      outcome[1],
      /^ERROR: expected a simulated slot instead of s9 \(known: all, s2 \(ufm_mv5\).*\), got s9=silent$/,
    );
    assert.match((await ask(client, 'clear_faults', { slots: 's9' })).outcome[1], /^ERROR: .* got s9$/);
    const refused = await client.start(SIMULATOR, 'set_fault', {});
    assert.equal(refused.message, "Param 'fault' is required and must not be None");
  });

  test('begins and ends a fault in time, and removes it afterwards', async (t) => {
    const router = await startRouter(t);
    const simulation = simulate(t, router, { faults: ['s2=crash@4..5', 's3=restart:0.1'] });
    await within(simulation.started, 'the simulation');
    const client = await connectClient(t, router);
    const [first, second] = simulation.slots;
    assert.ok(first && second);
    const isThere = () =>
      client.getApi(first.address).then(
        () => true,
        () => false,
      );
    assert.deepEqual((await ask(client, 'list_faults')).faults, ['s2=crash@4..5']);
    await until(async () => !(await isThere()), 'the agent is gone');
    await until(isThere, 'the agent is back');
    await until(
      async () => ((await ask(client, 'list_faults')).faults as unknown[]).length === 0,
      'nothing is left',
    );
    await second.registered();
  });

  test('names slots with its prefixes', async (t) => {
    const router = await startRouter(t);
    const { started, slots } = simulate(t, router, { instancePrefix: 'rehearsal-', streamPrefix: 'sim_' });
    await within(started, 'the simulation');
    assert.deepEqual(
      slots.map(({ instanceId, streamId }) => [instanceId, streamId]),
      [
        ['rehearsal-s2', 'sim_mv5'],
        ['rehearsal-s3', 'sim_mv12'],
      ],
    );
  });
});

describe('A simulation on an existing network', { concurrency: true }, () => {
  /** What another process would answer at an address. */
  const foreign = {
    agent_class: 'PysmurfController',
    instance_hostname: 'smurf-srv15',
    instance_pid: 42,
    feeds: [],
    processes: [],
    tasks: [],
  };

  test('waits for the router, and reconnects after an outage', async (t) => {
    const router = await startRouter(t);
    const simulation = simulate(t, router);
    await within(simulation.started, 'the simulation');
    const client = await connectClient(t, router);
    router.drop();
    for (const { address } of simulation.slots) {
      await until(
        () =>
          client.getApi(address).then(
            () => true,
            () => false,
          ),
        `${address} is back`,
      );
    }
  });

  test('does not start if an agent has one of its addresses, and reports all taken addresses', async (t) => {
    const router = await startRouter(t);
    const others = await connect(t, router);
    const taken = ['observatory.pysmurf-controller-s3', SIMULATOR];
    await Promise.all(
      taken.map((address) => new Promise<unknown>((done) => others.register(address, () => foreign, done))),
    );
    const simulation = simulate(t, router);
    const { message } = await within(simulation.failed, 'the failure');
    assert.match(
      message,
      /are taken: observatory\.pysmurf-controller-s3 \(a PysmurfController on smurf-srv15, process 42\), observatory\.simulator \(/,
    );
    assert.equal(simulation.slots.length, 0);
    const client = await connectClient(t, router);
    await assert.rejects(client.getApi('observatory.pysmurf-controller-s2'), /no_such_procedure/);
  });

  test('ends when another agent takes the address of a crashed slot', async (t) => {
    const router = await startRouter(t);
    const simulation = simulate(t, router);
    await within(simulation.started, 'the simulation');
    const [first] = simulation.slots;
    assert.ok(first);
    const others = await connect(t, router);
    await first.crash();
    await new Promise<unknown>((done) => others.register(first.address, () => foreign, done));
    await first.restart();
    const { message } = await within(simulation.failed, 'the failure');
    assert.match(
      message,
      /^a PysmurfController on smurf-srv15, process 42 has taken the address observatory\.\S+-s2 of /,
    );
  });

  test('continues if its own earlier agent still has the address for a moment', async (t) => {
    const router = await startRouter(t);
    const simulation = simulate(t, router, { slots: 1 });
    await within(simulation.started, 'the simulation');
    const [slot] = simulation.slots;
    assert.ok(slot);
    const others = await connect(t, router);
    await slot.crash();
    // As the router sees an agent whose link is dead: registered, and answering nothing.
    let registered = () => {};
    const there = new Promise<void>((done) => {
      registered = done;
    });
    const ghost = others.register(slot.address, () => new Promise(() => {}), registered);
    await there;
    await slot.restart();
    ghost.close();
    await within(slot.registered(), 'the agent');
  });

  test('can be closed before it has started', async (t) => {
    const simulation = simulate(t, { url: 'ws://127.0.0.1:9/ws', realm: 'test_realm' });
    await simulation.close();
    const settled = await Promise.race([
      simulation.started.then(() => 'started'),
      simulation.failed,
      new Promise((resolve) => setImmediate(resolve, 'neither')),
    ]);
    assert.equal(settled, 'neither');
  });
});
