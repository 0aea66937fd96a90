import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askAgent, noteStarts } from './agents.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';
import {
  acknowledge,
  agentStarted,
  allSlots,
  ended,
  foundAgain,
  historyOf,
  type InstancesSeen,
  slotOf,
  startRun,
  type Watch,
  watchInstances,
} from './watching.js';

/** Of `multismurf serve` where nothing else is said. */
const EXPIRE_TIME_MS = 20_000;
/** Heartbeats and looks at them come once a second each. */
const HEARTBEAT_MS = 1_000;
const FROZEN_MS = 30_000;

/** The tests run at the same time, each on slots of its own. */
describe('controllers that die in a run', { concurrency: true }, () => {
  let network: Network;
  let server: MultiSmurf;
  let instances: Watch<InstancesSeen>;

  before(async () => {
    network = await startNetwork({ slots: 7, registry: true });
    server = await startMultiSmurf(network);
    await server.process.waitForLine(/initial scan of the network is complete/);
    instances = await watchInstances(server);
  });
  after(async () => {
    await server?.stop();
    await network?.stop();
  });

  const controller = (slot: number): Controller => {
    const found = network.controllers.find((one) => one.slot === slot);
    assert.ok(found);
    return found;
  };
  const kindsOf = ({ instanceId }: Controller) =>
    instances.events
      .filter(
        (event) => event.kind !== 'SNAPSHOT' && event.instances.some((one) => one.instanceId === instanceId),
      )
      .map(({ kind }) => kind);
  const told = ({ instanceId, streamId }: Controller, kind: string) =>
    instances.until(
      (event) => event.kind === kind && event.instances.some((one) => one.instanceId === instanceId),
      `${kind} of ${streamId}`,
    );
  const takesNoiseAgain = async ({ streamId }: Controller) => {
    await acknowledge(server, [streamId]);
    const run = await startRun(server, 'take_noise', [streamId], { duration: 1 });
    assert.equal((await ended(run, 30_000)).success, true);
  };

  it('one killed is LOST when it expires, the others continue to their end, and it is found again', async (t) => {
    const [dying, second, third] = [controller(2), controller(3), controller(4)];
    const streamIds = [dying, second, third].map(({ streamId }) => streamId);
    const before = agentStarted(instances, dying.streamId);
    const run = await startRun(server, 'take_noise', streamIds, { duration: 35 });
    await allSlots(run, 'RUNNING');

    await dying.kill('SIGKILL');
    const killed = Date.now();
    const sinceKill = () => Date.now() - killed;
    const lost = await run.until(({ slots }) => slots.some(({ status }) => status === 'LOST'), 'a slot LOST');
    says(t, 'LOST after the kill', sinceKill());
    assert.ok(sinceKill() > EXPIRE_TIME_MS - 2 * HEARTBEAT_MS, 'not before its expire time');
    assert.equal(lost.status, 'RUNNING');
    assert.deepEqual(
      streamIds.map((streamId) => slotOf(lost, streamId).status),
      ['LOST', 'RUNNING', 'RUNNING'],
    );
    await told(dying, 'EXPIRED');
    const refused = await server.request(
      'mutation { runOperation(operation: "take_noise", streamIds: ["ufm_mv12"]) { id } }',
    );
    assert.equal(refused.errors?.[0]?.extensions?.['code'], 'EXPIRED_INSTANCE');

    await dying.restart();
    await told(dying, 'RESTARTED');
    await told(dying, 'RETURNED');
    await foundAgain(instances, dying.streamId, before);
    says(t, 'found again after the kill', sinceKill());

    const end = await ended(run, 60_000);
    says(t, 'the run ended after the kill', sinceKill());
    assert.equal(end.status, 'FAILED');
    assert.equal(end.success, false);
    assert.deepEqual(historyOf(run, dying.streamId), ['RUNNING', 'LOST']);
    assert.match(slotOf(end, dying.streamId).detail ?? '', /No heartbeat since|restarted/);
    for (const { streamId } of [second, third]) {
      const slot = slotOf(end, streamId);
      assert.equal(slot.status, 'SUCCEEDED');
      assert.equal(slot.session?.success, true);
    }
    await takesNoiseAgain(dying);
    assert.deepEqual(new Set([...kindsOf(second), ...kindsOf(third)]), new Set(['UPDATED']));
  });

  it('one frozen for 30 s is LOST, and returns to the true status of the same session', async (t) => {
    const [freezing, other] = [controller(5), controller(6)];
    const starts = noteStarts([freezing, other]);
    const streamIds = [freezing.streamId, other.streamId];
    const run = await startRun(server, 'take_noise', streamIds, { duration: 50 });
    const { slots } = await allSlots(run, 'RUNNING');
    const session = slots.find(({ streamId }) => streamId === freezing.streamId)?.session?.id;

    process.kill(freezing.pid, 'SIGSTOP');
    const frozen = Date.now();
    await run.until((seen) => slotOf(seen, freezing.streamId).status === 'LOST', 'the frozen slot LOST');
    says(t, 'LOST after the freeze', Date.now() - frozen);
    const mark = run.events.length;
    await sleep(frozen + FROZEN_MS - Date.now());
    process.kill(freezing.pid, 'SIGCONT');
    const isRunning = ({ slots }: (typeof run.events)[number]) =>
      slots.some((slot) => slot.streamId === freezing.streamId && slot.status === 'RUNNING');
    await run.until(isRunning, 'the slot RUNNING again', { after: mark });
    says(t, 'RUNNING again after it was thawed', Date.now() - frozen - FROZEN_MS);

    const end = await ended(run, 90_000);
    assert.equal(end.success, true);
    assert.deepEqual(historyOf(run, freezing.streamId), ['RUNNING', 'LOST', 'RUNNING', 'SUCCEEDED']);
    assert.equal(slotOf(end, freezing.streamId).session?.id, session);
    assert.equal(slotOf(end, freezing.streamId).inferred, false);
    assert.equal(slotOf(end, freezing.streamId).detail, null);
    assert.deepEqual(starts(), [['take_noise'], ['take_noise']]);
    assert.ok(!kindsOf(freezing).includes('RESTARTED'));
  });

  it('one killed and back before it expires is still LOST: its session is lost', async (t) => {
    const dying = controller(7);
    const before = agentStarted(instances, dying.streamId);
    const run = await startRun(server, 'take_noise', [dying.streamId], { duration: 60 });
    await allSlots(run, 'RUNNING');
    await dying.kill('SIGKILL');
    const killed = Date.now();
    await dying.restart();
    const end = await ended(run, 30_000);
    says(t, 'LOST after the kill', Date.now() - killed);
    const slot = slotOf(end, dying.streamId);
    assert.deepEqual([end.status, end.success, slot.status], ['FAILED', false, 'LOST']);
    assert.match(slot.detail ?? '', /restarted/);
    await foundAgain(instances, dying.streamId, before);
    await takesNoiseAgain(dying);
    assert.ok(!kindsOf(dying).includes('EXPIRED'));
  });

  it('one whose MultiSmurf is killed continues to its end', async () => {
    const working = controller(8);
    const dying = await startMultiSmurf(network, { name: 'dying' });
    await dying.process.waitForLine(/initial scan of the network is complete/);
    const run = await startRun(dying, 'take_noise', [working.streamId], { duration: 5 });
    await allSlots(run, 'RUNNING');
    await dying.process.kill('SIGKILL');
    // OCS's wait, when the caller's link breaks, makes the agent fail the session.
    const session = await askAgent(network, working, 'wait', 'take_noise');
    assert.deepEqual([session.status, session.success], ['done', true]);
    assert.deepEqual(working.lines(/CRASH/), []);
  });
});

function says(t: TestContext, what: string, ms: number): void {
  t.diagnostic(`${what}: ${(ms / 1000).toFixed(1)} s`);
}
