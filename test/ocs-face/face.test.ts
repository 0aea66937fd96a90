import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StartRequest } from '../../src/core/runs.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import type { OcsClient } from '../../src/ocs/client.js';
import { REPLY_CODES } from '../../src/ocs/protocol.js';
import { type SimulatedNetwork, startSimulatedNetwork } from '../../src/simulator/network.js';
import { until } from '../until.js';
import {
  ADDRESS,
  connect,
  connectClient,
  type Ends,
  endOf,
  type Face,
  lastMessage,
  ready,
  runToEnd,
  slotsOf,
  startFace,
} from './harness.js';

const SLOTS = 3;

describe('the agent MultiSmurfManager', () => {
  let network: SimulatedNetwork;
  let face: Face & { readonly client: OcsClient };
  const closers: (() => unknown)[] = [];
  before(async () => {
    network = await startSimulatedNetwork({
      ...{ slots: SLOTS, seed: 1, timeScale: 0.01, pollInterval: 1 },
      logger: silentLogger,
    });
    face = await start({ after: (close) => closers.push(close) });
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await network.close();
  });

  const streamIds = () => network.controllers.map(({ streamId }) => streamId);
  const first = () => {
    const [controller] = network.controllers;
    assert.ok(controller);
    return controller;
  };

  async function start(t: Ends): Promise<typeof face> {
    const started = startFace(t, network);
    const client = await connectClient(t, network);
    await ready(started, SLOTS);
    return { ...started, client };
  }

  it('offers monitor and all that the slots offer, of the same types', async () => {
    const { client } = face;
    const ours = await client.getApi(ADDRESS);
    const theirs = await client.getApi(first().address);
    assert.equal(ours.agentClass, 'MultiSmurfManager');
    assert.deepEqual(ours.problems, []);
    assert.ok(ours.accessControl);
    assert.deepEqual(ours.feeds, ['heartbeat', 'smurf_slots', 'runs']);
    const typed = ({ operations }: typeof ours) =>
      Object.fromEntries(operations.map(({ name, info }) => [name, info.op_type]));
    assert.deepEqual(typed(ours), { ...typed(theirs), monitor: 'process' });
    for (const { name, info } of ours.operations.filter((one) => one.name !== 'monitor')) {
      assert.match(info.docstring ?? '', new RegExp(`^${name}\\(.*stream_ids=None, run_options=None\\)`));
      const own = theirs.operations.find((one) => one.name === name)?.info;
      assert.equal(info.min_privs, own?.min_privs);
      if (info.op_type === 'task') assert.equal(info.abortable, true);
    }
  });

  it('runs an operation on all slots, and gives their sessions by stream id', async () => {
    const { client } = face;
    const session = await runToEnd(client, 'take_noise', { duration: 10 });
    assert.equal(session.success, true);
    assert.equal(lastMessage(session), 'take_noise succeeded on 3 slots.');
    assert.deepEqual(Object.keys(slotsOf(session)).sort(), streamIds().sort());
    for (const { address, streamId } of network.controllers) {
      const own = await client.status(address, 'take_noise');
      assert.deepEqual(slotsOf(session)[streamId], own.session);
    }
  });

  it('runs it on the chosen slots only, in series if told so', async () => {
    const { client } = face;
    const [one, , three] = streamIds();
    const session = await runToEnd(client, 'take_noise', {
      duration: 10,
      stream_ids: [three, one],
      run_options: { mode: 'series', settle_seconds: 0.1, min_slots: 2 },
    });
    assert.equal(session.success, true);
    const data = slotsOf(session);
    assert.deepEqual(new Set(Object.keys(data)), new Set([one, three]));
    assert.ok((data[one ?? '']?.start_time ?? 0) > (data[three ?? '']?.end_time ?? Number.MAX_VALUE));
  });

  it('fails with the name and the reason of the slot that failed', async () => {
    const { client } = face;
    first().failNext('take_noise', 'Traceback (most recent call last):\nRuntimeError: no signal');
    const session = await runToEnd(client, 'take_noise', { duration: 10 });
    assert.equal(session.success, false);
    assert.equal(
      lastMessage(session),
      `take_noise failed on 1 of 3 slots. ${first().streamId}: FAILED, RuntimeError: no signal.`,
    );
    assert.equal(slotsOf(session)[first().streamId]?.success, false);
    assert.equal(Object.values(slotsOf(session)).filter(({ success }) => success).length, 2);
  });

  it('tells the sessions of the slots while they run', async () => {
    const { client } = face;
    await client.start(ADDRESS, 'take_noise', { duration: 150 });
    const { session } = await until(async () => {
      const reply = await client.status(ADDRESS, 'take_noise');
      return reply.session && Object.keys(slotsOf(reply.session)).length === SLOTS ? reply : null;
    }, 'all slots are told');
    assert.ok(session);
    assert.equal(session.status, 'running');
    for (const slot of Object.values(slotsOf(session))) assert.equal(slot.status, 'running');
    await endOf(client, 'take_noise');
  });

  describe('refuses before anything starts', () => {
    const refused: readonly [string, Record<string, unknown>, RegExp][] = [
      [
        'an unknown stream id',
        { stream_ids: ['ufm_none'] },
        /^No slot is named ufm_none\. Known are: ufm/,
      ],
      ['an empty list', { stream_ids: [] }, /empty list, which selects nothing/],
      ['a stream id that is no list', { stream_ids: 'ufm_mv5' }, /wanted a list of stream ids/],
      ['more slots than there are', { run_options: { min_slots: 9 } }, /^3 of the 9 slots/],
      ['an unknown option', { run_options: { hurry: true } }, /hurry/],
    ];
    for (const [what, params, message] of refused) {
      it(what, async () => {
        const { client, manager } = face;
        const before = await manager.runs.list({}, 1, null);
        const reply = await client.start(ADDRESS, 'take_noise', params);
        assert.equal(reply.code, REPLY_CODES.ERROR);
        assert.match(reply.message, message);
        assert.equal(reply.session, null);
        assert.deepEqual(await manager.runs.list({}, 1, null), before);
      });
    }

    it('an operation that is in progress, until it has ended', async () => {
      const { client } = face;
      await client.start(ADDRESS, 'take_noise', { duration: 100 });
      const again = await client.start(ADDRESS, 'take_noise', { duration: 100 });
      assert.equal(again.code, REPLY_CODES.ERROR);
      assert.equal(again.message, 'Operation "take_noise" already in progress.');
      assert.notEqual(again.session?.status, 'done');
      const late = await client.wait(ADDRESS, 'take_noise', 0.05);
      assert.equal(late.code, REPLY_CODES.TIMEOUT);
      await endOf(client, 'take_noise');
      assert.equal((await runToEnd(client, 'take_noise', { duration: 1 })).success, true);
    });
  });

  it('stops a process on the slots, which is a success', async () => {
    const { client, manager } = face;
    const before = (await manager.runs.list({}, 1, null)).runs[0]?.id;
    const started = await client.start(ADDRESS, 'stream', { stream_ids: streamIds().slice(0, 2) });
    assert.equal(started.code, REPLY_CODES.OK, started.message);
    await until(async () => {
      const { session } = await client.status(ADDRESS, 'stream');
      const slots = session ? Object.values(slotsOf(session)) : [];
      return slots.length === 2 && slots.every(({ data }) => (data as { stream_on?: boolean }).stream_on);
    }, 'data flow on both');
    const stop = await client.stop(ADDRESS, 'stream');
    assert.equal(stop.code, REPLY_CODES.OK, stop.message);
    assert.equal(stop.session?.status, 'stopping');
    const session = await endOf(client, 'stream');
    assert.equal(session.success, true, lastMessage(session));
    for (const slot of Object.values(slotsOf(session))) {
      assert.equal(slot.success, true);
      assert.equal((slot.data as { stream_on?: boolean }).stream_on, false);
    }
    const { runs } = await manager.runs.list({}, 2, null);
    assert.notEqual(runs[0]?.id, before);
    assert.deepEqual(runs.map(({ action, face }) => [action, face]).sort(), [
      ['RUN', 'OCS'],
      ['STOP', 'OCS'],
    ]);
  });

  it('starts nothing for good when the stop comes with the start', async () => {
    const { client } = face;
    const params = { stream_ids: [first().streamId] };
    const [started, stop] = await Promise.all([
      client.start(ADDRESS, 'stream', params),
      client.stop(ADDRESS, 'stream'),
    ]);
    assert.deepEqual([started.code, stop.code], [REPLY_CODES.OK, REPLY_CODES.OK], stop.message);
    await endOf(client, 'stream');
    const own = await client.status(first().address, 'stream');
    assert.ok(own.session === null || own.session.status === 'done', own.session?.status);
  });

  it('says of an aborted task what goes on, and follows it to its end', async () => {
    const { client } = face;
    await client.start(ADDRESS, 'take_noise', { duration: 100 });
    await until(
      async () =>
        Object.keys(slotsOf((await client.status(ADDRESS, 'take_noise')).session as never)).length > 0,
      'it runs',
    );
    const abort = await client.abort(ADDRESS, 'take_noise');
    assert.equal(abort.code, REPLY_CODES.OK);
    const session = await endOf(client, 'take_noise');
    const texts = session.messages.map(([, text]) => text);
    for (const streamId of streamIds()) {
      assert.ok(
        texts.some((text) =>
          text.startsWith(`${streamId} goes on: The agent says that take_noise cannot be`),
        ),
        texts.join('\n'),
      );
    }
  });

  it('is not kept from an operation by runs of the other face, nor they by it', async () => {
    const { client, manager } = face;
    const [one, two] = streamIds();
    const request = {
      ...{ operation: 'take_noise', params: { duration: 100 }, requestedBy: null, face: 'GRAPHQL' },
      ...{ timeoutSeconds: null, mode: 'PARALLEL', settleSeconds: 0, minSlots: null },
      ...{ requestId: null, dryRun: false, force: false },
    } as const satisfies Omit<StartRequest, 'streamIds'>;
    const theirs = await manager.runs.start({ ...request, streamIds: [one ?? ''] });
    const session = await runToEnd(client, 'take_noise', { duration: 10, stream_ids: [two] });
    assert.equal(session.success, true);
    assert.equal((await manager.runs.waitFor(theirs.id, 'FINISHED', 20)).status, 'SUCCEEDED');
  });

  it('monitors what the slots themselves say', async () => {
    const { client } = face;
    await runToEnd(client, 'take_noise', { duration: 10 });
    const { session } = await client.status(ADDRESS, 'monitor');
    assert.equal(session?.status, 'running');
    const data = session?.data as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(data).sort(), streamIds().sort());
    for (const { address, instanceId, streamId } of network.controllers) {
      const { sessions, last_refresh, ...told } = data[streamId] ?? {};
      assert.deepEqual(told, {
        ...{ address, instance_id: instanceId, stream_id: streamId },
        ...{ agent_class: 'PysmurfController', expired: false },
      });
      assert.ok(Math.abs(Number(last_refresh) - Date.now() / 1000) < 10);
      const own = (await client.status(address, 'take_noise')).session;
      const noise = (sessions as Record<string, Record<string, unknown>>)['take_noise'];
      const { refreshed_at, evicted, ...encoded } = noise ?? {};
      assert.deepEqual(encoded, { ...own, messages: own?.messages.slice(-10) });
      assert.equal(evicted, false);
      assert.ok(Number(refreshed_at) >= Number(own?.end_time));
    }
  });

  it('can do what a slot can that came later', async (t) => {
    const { client, manager } = face;
    const late = createAgent({
      connection: connect(t, network),
      ...{ addressRoot: 'observatory', instanceId: 'pysmurf-controller-late' },
      ...{ agentClass: 'PysmurfController', logger: silentLogger },
    });
    t.after(() => late.close());
    late.registerTask('dance', {
      docstring: 'dance(steps=3)',
      minPrivs: 1,
      run: (_session, { steps }) => [steps === 7, `danced ${steps}`],
    });
    late.open();
    await until(async () => {
      const { operations } = await client.getApi(ADDRESS);
      return operations.find(({ name }) => name === 'dance');
    }, 'dance is offered');
    const id = 'pysmurf-controller-late';
    const session = await runToEnd(client, 'dance', { steps: 7, stream_ids: [id] });
    assert.equal(session.success, true, lastMessage(session));
    assert.deepEqual(Object.keys(slotsOf(session)), [id]);
    assert.equal(manager.registry.instances.length, SLOTS + 1);
  });

  it('leaves the slots as they are when it closes', async () => {
    const { client, close } = face;
    await client.start(ADDRESS, 'stream', { stream_ids: [first().streamId] });
    await until(() => first().session('stream')?.status === 'running', 'it streams');
    await close();
    assert.equal(first().session('stream')?.status, 'running');
    await client.stop(first().address, 'stream');
    await client.wait(first().address, 'stream', 10);
  });
});
