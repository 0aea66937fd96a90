import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forgetSlot } from '../../src/core/forget-slot.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { startObservatory } from '../core/observatory.js';
import { ADDRESS, lastMessage, OWN_TASKS, slotsOf, startFace } from './harness.js';

const THREE = { slots: [{}, {}, {}] };

describe('the agent MultiSmurfManager', () => {
  it('offers monitor and all operations of the slots, with the same types', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    const ours = await face.getApi();
    const theirs = await clock.settle(others.getApi(slots[0]?.address ?? ''), 'the api of a slot');
    assert.equal(ours.agentClass, 'MultiSmurfManager');
    assert.deepEqual(ours.problems, []);
    assert.ok(ours.accessControl);
    assert.deepEqual(ours.feeds, ['heartbeat', 'smurf_slots', 'runs']);
    const typed = ({ operations }: typeof ours) =>
      Object.fromEntries(operations.map(({ name, info }) => [name, info.op_type]));
    const own = Object.fromEntries(OWN_TASKS.map((name) => [name, 'task']));
    assert.deepEqual(typed(ours), { ...typed(theirs), ...own, monitor: 'process' });
    for (const { name, info } of ours.operations.filter((one) => Object.hasOwn(typed(theirs), one.name))) {
      assert.match(info.docstring ?? '', new RegExp(`^${name}\\(.*stream_ids=None, run_options=None\\)`));
      const its = theirs.operations.find((one) => one.name === name)?.info;
      assert.equal(info.min_privs, its?.min_privs);
      // A PysmurfController can abort only a script.
      if (info.op_type === 'task') assert.equal(info.abortable, name === 'run', name);
    }
  });

  it('monitors what the slots themselves report', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    await face.run('take_noise', { duration: 10 });
    const session = await face.status('monitor');
    assert.equal(session?.status, 'running');
    const data = session?.data as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(data), ['ufm_mv2', 'ufm_mv3', 'ufm_mv4']);
    for (const { address, instanceId, streamId } of slots) {
      const { sessions, last_refresh, ...shown } = data[streamId] ?? {};
      assert.deepEqual(shown, {
        ...{ address, instance_id: instanceId, stream_id: streamId },
        ...{ agent_class: 'PysmurfController', expired: false },
      });
      assert.ok(Math.abs(Number(last_refresh) - clock.now().getTime() / 1000) < 10);
      const own = (await clock.settle(others.status(address, 'take_noise'), 'its own word')).session;
      const { refreshed_at, evicted, ...encoded } =
        (sessions as Record<string, Record<string, unknown>>)['take_noise'] ?? {};
      assert.deepEqual(encoded, { ...own, messages: own?.messages.slice(-10) });
      assert.equal(evicted, false);
      assert.ok(Number(refreshed_at) >= Number(own?.end_time));
    }
  });

  it('gets the operations of a slot that appears later', async (t) => {
    const observatory = await startObservatory(t, THREE);
    const { clock, connect, core } = observatory;
    const face = await startFace(t, observatory);
    const instanceId = 'pysmurf-controller-late';
    const late = createAgent({
      ...{ connection: connect(), addressRoot: 'observatory', instanceId, clock },
      ...{ agentClass: 'PysmurfController', logger: silentLogger },
    });
    late.registerTask('dance', {
      docstring: 'dance(steps=3)',
      minPrivs: 1,
      run: (_session, { steps }) => [steps === 7, `danced ${steps}`],
    });
    late.open();
    await clock.until(
      async () => (await face.getApi()).operations.find(({ name }) => name === 'dance'),
      'dance is offered',
    );
    const session = await face.run('dance', { steps: 7, stream_ids: [instanceId] });
    assert.equal(session.success, true, lastMessage(session));
    assert.deepEqual(Object.keys(slotsOf(session)), [instanceId]);
    assert.equal(core.registry.slots.length, 4);
    await clock.settle(late.close(), 'it has left');
  });

  it('offers the operations of removed slots, and rejects their start with a message', async (t) => {
    const observatory = await startObservatory(t, { expireTimeMs: 5000 });
    const { clock, core, slots, found } = observatory;
    const face = await startFace(t, observatory);
    const offered = async () => (await face.getApi()).operations.map(({ name }) => name);
    const before = await offered();
    assert.ok(before.includes('take_noise'));
    const [slot] = slots;
    assert.ok(slot);
    await clock.settle(slot.crash(), 'the agent has crashed');
    await clock.until(() => found(slot).expired, 'it has expired');
    assert.deepEqual(await offered(), before);
    forgetSlot(core, found(slot));
    assert.deepEqual(await offered(), before);
    const { code, message } = await face.start('take_noise');
    assert.notEqual(code, 0);
    assert.match(message, /^No slot was found\. Check/);
  });

  it('does not stop the slots when it closes, and reports that in its sessions', async (t) => {
    const observatory = await startObservatory(t);
    const { clock, others, slots } = observatory;
    const face = await startFace(t, observatory);
    await face.start('stream');
    await clock.until(() => slots[0]?.session('stream')?.data['stream_on'], 'data flow');
    const waiting = others.wait(ADDRESS, 'stream', 60);
    await clock.advance(100);
    await face.close();
    const { session } = await clock.settle(waiting, 'the end of our session');
    assert.ok(session);
    assert.match(
      lastMessage(session),
      /was shut down and no longer follows the slots; their operations continue/,
    );
    await clock.advance(5000);
    assert.equal(slots[0]?.session('stream')?.status, 'running');
  });
});

describe('of two servers with one name', () => {
  it('the second stands by, and takes over when the first is gone', async (t) => {
    const observatory = await startObservatory(t);
    const { clock } = observatory;
    const first = await startFace(t, observatory);
    const second = await startFace(t, observatory);
    assert.deepEqual(
      [first, second].map(({ agent }) => agent.standing.registered),
      [true, false],
    );
    assert.match(second.agent.standing.refusal ?? '', /procedure_already_exists/);
    const standings: boolean[] = [];
    second.agent.onStandingChange(({ registered }) => standings.push(registered));
    await first.close();
    await clock.until(() => second.agent.standing.registered, 'the second has taken over');
    assert.equal(standings.at(-1), true);
    assert.equal(second.agent.standing.refusal, null);
    assert.equal((await second.status('monitor'))?.status, 'running');
  });

  it('that start at once, one answers', async (t) => {
    const observatory = await startObservatory(t);
    const faces = await Promise.all([1, 2, 3].map(() => startFace(t, observatory)));
    await observatory.clock.advance(2000);
    assert.equal(faces.filter(({ agent }) => agent.standing.registered).length, 1);
    assert.equal(faces.filter(({ agent }) => agent.standing.refusal).length, 2);
  });
});
