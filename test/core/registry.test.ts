import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { OP_CODES } from '../../src/ocs/protocol.js';
import { until } from '../until.js';
import { startObservatory, tamperWith } from './observatory.js';

/** Long against a heartbeat that comes late on a loaded machine. */
const EXPIRE_MS = 3000;

describe('the registry', { concurrency: true }, () => {
  it('finds every slot by its heartbeat, and its stream id by its session data', async (t) => {
    const { slots, found, told, others } = await startObservatory(t, { slots: [{}, {}, {}] });
    for (const slot of slots) {
      const { instanceId, address, streamId, streamIdConfirmed, expired, api, problems } = found(slot);
      assert.deepEqual(
        { instanceId, address, streamId, streamIdConfirmed, expired, problems },
        {
          instanceId: slot.instanceId,
          address: slot.address,
          streamId: slot.streamId,
          streamIdConfirmed: true,
          expired: false,
          problems: [],
        },
      );
      assert.equal(api?.hostname, hostname());
      assert.equal(api?.pid, process.pid);
      assert.equal(api?.accessControlled, (await others.getApi(address)).accessControl !== null);
      assert.equal(api?.operations.get('stream')?.op_type, 'process');
      assert.equal(api?.operations.get('take_noise')?.op_type, 'task');
    }
    assert.deepEqual(
      [...told].sort(),
      slots.map(({ instanceId }) => `ADDED ${instanceId}`),
    );
  });

  it('leaves agents of other classes and malformed heartbeats alone', async (t) => {
    const { manager, others, connect } = await startObservatory(t);
    const connection = connect();
    await connection.connected();
    const agent = createAgent({
      connection,
      addressRoot: 'observatory',
      instanceId: 'acu',
      agentClass: 'ACUAgent',
      logger: silentLogger,
    });
    t.after(() => agent.close());
    const heard = new Promise<void>((resolve) => {
      const listening = others.onHeartbeat('observatory', ({ info }) => {
        if (info.agent_address === agent.address) resolve();
      });
      t.after(() => listening.close());
    });
    agent.open();
    const topic = 'observatory.pysmurf-controller-s9.feeds.heartbeat';
    const info = {
      agent_address: 'observatory.pysmurf-controller-s9',
      agent_class: 'PysmurfController',
      feed_name: 'heartbeat',
      address: topic,
      session_id: '1',
    };
    for (const args of [
      [],
      ['junk'],
      [[null, null]],
      [[{ take_noise: 'RUNNING' }, info]],
      [['text', info]],
    ]) {
      connection.publish(topic, args);
    }
    await heard;
    assert.deepEqual(
      manager.registry.instances.map(({ instanceId }) => instanceId),
      ['pysmurf-controller-s2'],
    );
  });

  it('tells that a slot has expired, and that it is back under the same stream id', async (t) => {
    const { slots, found, told } = await startObservatory(t, { slots: [{}, {}], expireTimeMs: EXPIRE_MS });
    const [slot, other] = slots;
    assert.ok(slot && other);
    await slot.crash();
    await until(() => found(slot).expired, 'the slot has expired');
    assert.ok(Date.now() - found(slot).lastRefresh.getTime() > EXPIRE_MS);
    assert.equal(found(slot).streamId, slot.streamId, 'the stream id is remembered');
    assert.equal(found(other).expired, false);

    await slot.restart();
    await until(() => !found(slot).expired && found(slot).streamIdConfirmed, 'the slot is back');
    assert.equal(found(slot).streamId, slot.streamId);
    assert.deepEqual(
      told.filter((what) => what.endsWith(slot.instanceId)),
      ['ADDED', 'EXPIRED', 'RESTARTED', 'RETURNED'].map((kind) => `${kind} ${slot.instanceId}`),
    );
  });

  it('tells a restart between two heartbeats, and keeps what the old agent told as evicted', async (t) => {
    const { slots, found, told, others } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await others.start(slot.address, 'set_biases', { bias: 1 });
    const last = () => found(slot).sessions.get('set_biases');
    await until(() => last()?.session.status === 'done', 'the end of set_biases is seen');
    const [before, { agentStart }] = [last(), found(slot)];
    await slot.restart();
    const isBack = () => found(slot).agentStart !== agentStart && found(slot).streamIdConfirmed;
    await until(isBack, 'the stream id is told again');
    assert.deepEqual(told, [`ADDED ${slot.instanceId}`, `RESTARTED ${slot.instanceId}`]);
    assert.deepEqual(last(), { ...before, evicted: true });
    assert.equal(found(slot).sessions.get('check_state')?.evicted, false);
  });

  it('pulls a session of which a heartbeat says that it changed, whoever started it', async (t) => {
    const { slots, manager, others } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    const seen: (readonly [string, boolean | null])[] = [];
    manager.registry.sessionEvents.listen(({ operation, record: { session } }) => {
      if (operation === 'take_noise') seen.push([session.status, session.success]);
    });
    // Longer than a heartbeat, so that one shows it running.
    await others.start(slot.address, 'take_noise', { duration: 250 });
    await until(() => seen.some(([status]) => status === 'done'), 'the end is seen');
    assert.deepEqual(
      [seen.at(0), seen.at(-1)],
      [
        ['running', null],
        ['done', true],
      ],
    );
  });

  it('reads a running session again and again only while someone looks at it', async (t) => {
    const { slots, manager, others, count } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    await others.start(slot.address, 'take_noise', { duration: 5000 });
    const opCode = () => manager.registry.byAddress(slot.address)?.opCodes.get('take_noise');
    await until(
      () => opCode() === OP_CODES.RUNNING && count('status', 'take_noise') > 0,
      'it is seen to run',
    );

    const unwatched = count('status', 'take_noise');
    await sleep(2500);
    assert.equal(count('status', 'take_noise'), unwatched, 'nobody looks');
    const watching = manager.watch.watch((_instance, operation) => operation === 'take_noise');
    await until(() => count('status', 'take_noise') >= unwatched + 2, 'it is read again and again');
    watching.close();
    const left = count('status', 'take_noise');
    await sleep(2500);
    assert.equal(count('status', 'take_noise'), left, 'nobody looks any more');
  });

  it('says what of an agent cannot be read, and reads it when it can', async (t) => {
    let broken = true;
    const tamper = tamperWith('get_api', (ask) => {
      if (broken) throw new Error('out of order');
      return ask();
    });
    const { slots, found } = await startObservatory(t, { slots: [{ tamper }] });
    const [slot] = slots;
    assert.ok(slot);
    assert.equal(found(slot).api, null);
    const [problem] = found(slot).problems;
    assert.equal(problem?.code, 'API_UNREADABLE');
    assert.match(problem?.message ?? '', /out of order/);
    broken = false;
    await until(() => found(slot).api, 'it is asked again');
    assert.deepEqual(found(slot).problems, []);
  });

  it('reads what is sound of an agent whose answers are partly malformed', async (t) => {
    const tamper = tamperWith('get_api', async (ask) => {
      const api = (await ask()) as { tasks: unknown[] };
      return { ...api, tasks: [...api.tasks, ['polish', { status: 'odd' }, { op_type: 'task' }], 'junk'] };
    });
    const { slots, found } = await startObservatory(t, { slots: [{ tamper }] });
    const [slot] = slots;
    assert.ok(slot);
    assert.ok(found(slot).api?.operations.has('take_noise'));
    assert.ok(found(slot).api?.operations.has('polish'), 'what runs is known, though not its session');
    assert.deepEqual(
      found(slot).problems.map(({ code }) => code),
      ['API_MALFORMED'],
    );
  });

  it('says whose session cannot be read', async (t) => {
    let broken = false;
    const tamper = tamperWith('status', (ask) => {
      if (broken) throw new Error('no JSON of infinity');
      return ask();
    });
    const { slots, found, manager } = await startObservatory(t, { slots: [{ tamper }] });
    const [slot] = slots;
    assert.ok(slot);
    broken = true;
    await manager.registry.pull(slot.address, 'stream');
    const [problem] = found(slot).problems;
    assert.deepEqual([problem?.code, problem?.operation], ['SESSION_UNREADABLE', 'stream']);
    assert.match(problem?.message ?? '', /no JSON of infinity/);
    broken = false;
    await manager.registry.pull(slot.address, 'stream');
    assert.deepEqual(found(slot).problems, []);
  });

  it('asks once for all who ask at the same time', async (t) => {
    const { slots, manager, calls } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    const asked = calls.length;
    const { registry } = manager;
    await Promise.all([1, 2, 3].map(() => registry.refresh(slot.address)));
    await Promise.all([1, 2, 3].map(() => registry.pull(slot.address, 'take_iv')));
    const during = calls
      .slice(asked)
      .filter(({ operation, action }) => action === 'get_api' || operation === 'take_iv');
    assert.equal(during.length, 2);
  });

  it('hears no more when it is closed', async (t) => {
    const { slots, manager, found } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    const { registry, runs } = manager;
    manager.close();
    const { lastRefresh } = found(slot);
    await sleep(1500);
    assert.equal(found(slot).lastRefresh, lastRefresh);
    assert.equal(registry.sessionEvents.listenerCount, 0);
    assert.equal(runs.events.listenerCount, 0);
  });
});
