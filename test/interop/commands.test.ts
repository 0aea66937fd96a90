import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import {
  InteropInstancesDocument,
  InteropNetworkDocument,
  InteropNodeDocument,
  InteropOperationsDocument,
  InteropRunUpdatesDocument,
  InteropSessionsDocument,
  InteropSlotDocument,
  InteropSlotsDocument,
  InteropStartDocument,
} from '../../generated/graphql.js';
import { until, within } from '../until.js';
import { askAgent, noteStarts } from './agents.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';
import { createTypedClient, TRANSPORTS, type TypedClient } from './typed-client.js';

/** The part of get_api that these tests compare. */
interface AgentApi {
  readonly agent_class: string;
  readonly instance_hostname: string;
  readonly instance_pid: number;
  readonly access_control: unknown;
  readonly tasks: readonly ApiOperation[];
  readonly processes: readonly ApiOperation[];
}
type ApiOperation = readonly [
  string,
  unknown,
  { op_type: string; blocking: boolean; abortable?: boolean; docstring: string | null; min_privs: number },
];

describe('MultiSmurf on a network of real agents', () => {
  let network: Network;
  let multismurf: MultiSmurf;
  let client: TypedClient;
  let controllers: readonly Controller[];
  before(async () => {
    network = await startNetwork({
      slots: 3,
      registry: true,
      instances: { 'multismurf-2': 'MultiSmurfManager' },
    });
    controllers = network.controllers;
    multismurf = await serve('multismurf');
    client = createTypedClient(multismurf);
    await multismurf.process.waitForLine(LOOKED);
  });
  after(() => network?.stop());

  /** A server of its own name and log, by default as the same OCS agent. */
  const serve = (name: string, instanceId = 'multismurf', args: readonly string[] = []) =>
    startMultiSmurf(network, { name, args: ['--instance-id', instanceId, ...args] });
  const streamIds = () => controllers.map(({ streamId }) => streamId);
  const address = ({ instanceId }: Controller) => `${network.addressRoot}.${instanceId}`;

  describe('shows', () => {
    it('lists every slot as its agent describes itself', async () => {
      const { smurfInstances } = await client.ask(InteropSlotsDocument, {});
      assert.deepEqual(
        smurfInstances.map(({ streamId }) => streamId),
        streamIds(),
      );
      for (const [index, controller] of controllers.entries()) {
        const api = (await network.call(address(controller), 'get_api')) as AgentApi;
        const { id, operations = [], ...shown } = smurfInstances[index] ?? {};
        const { node } = await client.ask(InteropNodeDocument, { id: id ?? '' });
        assert.equal(node?.__typename, 'SmurfInstance');
        assert.deepEqual(shown, {
          instanceId: controller.instanceId,
          streamId: controller.streamId,
          agentClass: api.agent_class,
          address: address(controller),
          hostname: api.instance_hostname,
          pid: controller.pid,
          expired: false,
          accessControlled: api.access_control !== null,
          problems: [],
        });
        const described = [...api.tasks, ...api.processes].map(([name, , info]) => ({
          name,
          type: info.op_type.toUpperCase(),
          blocking: info.blocking,
          abortable: info.abortable ?? null,
          minPrivs: info.min_privs,
          docstring: info.docstring,
          opCode: name === 'check_state' ? 'RUNNING' : 'NONE',
        }));
        assert.deepEqual(
          operations?.map(({ id: _id, ...operation }) => operation),
          described,
        );
        assert.match(operations?.find(({ name }) => name === 'take_noise')?.docstring ?? '', /duration=30/);
      }
    });

    it('every operation once, with the slots that have it', async () => {
      const [controller] = controllers;
      assert.ok(controller);
      const api = (await network.call(address(controller), 'get_api')) as AgentApi;
      const { smurfInstances } = await client.ask(InteropSlotsDocument, {});
      const offered = [...api.tasks, ...api.processes].map(([name, , { op_type, docstring }]) => ({
        name,
        type: op_type.toUpperCase(),
        docstring,
        instances: smurfInstances.map(({ id }) => ({ id })),
      }));
      const { operations } = await client.ask(InteropOperationsDocument, {});
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      const described = operations.map(({ id: _id, ...operation }) => operation);
      assert.deepEqual(described.toSorted(byName), offered.toSorted(byName));
    });
  });

  describe('runs', () => {
    it('runs take_noise on every slot, and returns each session as its agent has it', async () => {
      const starts = noteStarts(controllers);
      const run = await client.run('take_noise', { params: { duration: 2 } });
      assert.equal(run.status, 'SUCCEEDED');
      assert.equal(run.success, true);
      assert.deepEqual(
        run.slots.map(({ streamId, status, detail }) => ({ streamId, status, detail })),
        streamIds().map((streamId) => ({ streamId, status: 'SUCCEEDED', detail: null })),
      );
      const own = await Promise.all(controllers.map((one) => askAgent(network, one, 'status', 'take_noise')));
      assert.deepEqual(run.result, Object.fromEntries(own.map((session, i) => [streamIds()[i], session])));
      assert.equal(new Set(own.map(({ data }) => JSON.stringify(data['quantiles']))).size, 3);
      assert.deepEqual(starts(), [['take_noise'], ['take_noise'], ['take_noise']]);
    });

    it('an operation on the slots that were named, and on no other', async () => {
      const starts = noteStarts(controllers);
      const [first, , third] = streamIds();
      assert.ok(first && third);
      const run = await client.run('take_noise', { streamIds: [third, first], params: { duration: 0 } });
      assert.equal(run.success, true);
      assert.deepEqual(new Set(Object.keys(run.result as object)), new Set([first, third]));
      assert.deepEqual(starts(), [['take_noise'], [], ['take_noise']]);
    });

    it('runs stream until it is stopped, and reports when data flow', async () => {
      const [first, second] = controllers;
      assert.ok(first && second);
      const two = [first.streamId, second.streamId];
      const state = async (id: string) =>
        (await client.ask(InteropSlotDocument, { id, operation: 'stream' })).smurfInstance;

      const run = await client.run('stream', { streamIds: two, waitFor: 'READY', waitSeconds: 60 });
      assert.equal(run.status, 'RUNNING');
      assert.equal(run.success, null);
      assert.deepEqual(
        run.slots.map(({ status }) => status),
        ['READY', 'READY'],
      );
      for (const controller of [first, second]) {
        const slot = await state(controller.streamId);
        assert.equal(slot?.state?.streaming, true);
        assert.deepEqual(slot?.currentRuns, [{ id: run.id }]);
        assert.equal((await askAgent(network, controller, 'status', 'stream')).data['stream_on'], true);
      }

      const stop = await client.stop('stream', two);
      assert.deepEqual(
        [stop.action, stop.status, ...stop.slots.map(({ status }) => status)],
        ['STOP', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
      );
      const end = await client.ended(run);
      assert.deepEqual(
        [end.action, end.status, end.success, ...end.slots.map(({ status }) => status)],
        ['RUN', 'SUCCEEDED', true, 'SUCCEEDED', 'SUCCEEDED'],
      );
      for (const controller of [first, second]) {
        const slot = await state(controller.streamId);
        assert.equal(slot?.state?.streaming, false);
        assert.deepEqual(slot?.currentRuns, []);
        assert.equal(controller.lines(/stop called for stream/).length, 1);
      }
    });
  });

  for (const transport of TRANSPORTS) {
    describe(`over ${transport}, subscriptions`, () => {
      it('follow a run from its current state to its end', async () => {
        const run = await client.run('take_noise', { params: { duration: 1 }, waitSeconds: 0 });
        assert.equal(run.status, 'RUNNING');
        const updates = await client.watch(InteropRunUpdatesDocument, { id: run.id }, transport).rest();
        const [first, last] = [updates[0]?.runUpdates, updates.at(-1)?.runUpdates];
        assert.equal(first?.status, 'RUNNING');
        assert.equal(last?.status, 'SUCCEEDED');
        assert.deepEqual(Object.keys(last?.result as object).sort(), streamIds().sort());
        const seen = updates.map(({ runUpdates }) => runUpdates.slots[0]?.status);
        assert.ok(seen.includes('RUNNING'), `a slot is seen running: ${seen}`);
        assert.ok(updates.slice(0, -1).every(({ runUpdates }) => runUpdates.status === 'RUNNING'));
      });

      it('send an ended run once, and complete', async () => {
        const run = await client.run('run_test_func');
        const updates = await client.watch(InteropRunUpdatesDocument, { id: run.id }, transport).rest();
        assert.deepEqual(
          updates.map(({ runUpdates }) => [runUpdates.id, runUpdates.status]),
          [[run.id, 'SUCCEEDED']],
        );
      });

      it('show a new session as another one, from its start to its end', async () => {
        const [controller] = controllers;
        assert.ok(controller);
        const chosen = { streamIds: [controller.streamId] };
        const before = await client.run('take_noise', { ...chosen, params: { duration: 0 } });
        const sessions = client.watch(
          InteropSessionsDocument,
          { ...chosen, operations: ['take_noise'] },
          transport,
        );
        const { sessionUpdates: old } = await sessions.next();
        assert.equal(old.session.id, before.slots[0]?.session?.id);
        assert.equal(old.session.status, 'DONE');

        const run = await client.run('take_noise', { ...chosen, params: { duration: 2 }, waitSeconds: 0 });
        const { sessionUpdates: live } = await sessions.next();
        assert.notEqual(live.session.id, old.session.id);
        assert.ok(live.session.sessionId > old.session.sessionId);
        assert.equal(live.instance.streamId, controller.streamId);
        assert.equal(live.operation.session?.id, live.session.id, 'the operation points to the new session');
        assert.notEqual(live.session.status, 'DONE');

        const { sessionUpdates: end } = await sessions.first(
          (one) => one.sessionUpdates.session.status === 'DONE',
        );
        await sessions.leave();
        assert.equal(end.session.id, live.session.id);
        assert.equal(end.session.success, true);
        assert.ok((end.session.data as Record<string, unknown>)['quantiles']);
        assert.equal((await client.ended(run)).slots[0]?.session?.id, end.session.id);
      });

      it('begin with all slots, then send what changes', async () => {
        const instances = client.watch(InteropInstancesDocument, {}, transport);
        const { smurfInstances: first } = await instances.next();
        assert.equal(first.kind, 'SNAPSHOT');
        assert.deepEqual(first.instances.map(({ streamId }) => streamId).sort(), streamIds().sort());

        const opCodes = new Map<string | null, string | undefined>();
        const note = ({ instances: [slot] }: typeof first) =>
          slot && opCodes.set(slot.streamId, slot.operations?.[0]?.opCode);
        const allShow = async (wanted: readonly string[]) => {
          while (!streamIds().every((id) => wanted.includes(opCodes.get(id) ?? ''))) {
            const { smurfInstances: event } = await instances.next();
            assert.equal(event.kind, 'UPDATED');
            assert.equal(event.instances.length, 1);
            note(event);
          }
        };
        for (const slot of first.instances) note({ ...first, instances: [slot] });
        await allShow(['NONE', 'SUCCEEDED']);
        await client.run('take_noise', { params: { duration: 2 }, waitSeconds: 0 });
        await allShow(['RUNNING']);
        await allShow(['SUCCEEDED']);
        await instances.leave();
      });
    });
  }

  describe('as a program', () => {
    it('is ready once the initial scan of the network is complete', async () => {
      const second = await serve('second', 'multismurf-2');
      const early = await health(second);
      assert.deepEqual([early.status, early.body.ready], [503, false]);
      assert.ok(early.body.reason);
      const refused = createTypedClient(second).refusal(InteropStartDocument, { operation: 'take_noise' });
      // By the moment: it joins the router, or has joined it and still looks.
      assert.match(String((await refused).extensions?.['code']), /^NOT_(CONNECTED|READY)$/);

      await second.process.waitForLine(LOOKED);
      const { status, body } = await until(async () => {
        const seen = await health(second);
        return seen.status === 200 ? seen : null;
      }, 'the server ready');
      assert.deepEqual([status, body.ready, body.connected, body.reason], [200, true, true, null]);
      const { smurfInstances } = await createTypedClient(second).ask(InteropSlotsDocument, {});
      assert.deepEqual(
        smurfInstances.map(({ streamId }) => streamId),
        streamIds(),
      );
      await second.stop();
    });

    it('is not ready while it stands by for another server, but answers', async () => {
      const standby = await serve('standby');
      await standby.process.waitForLine(LOOKED);
      const { status, body } = await until(async () => {
        const seen = await health(standby);
        return seen.body.agent.standingBy ? seen : null;
      }, 'the server standing by');
      assert.deepEqual(
        [status, body.ready, body.connected, body.agent.registered],
        [503, false, true, false],
      );
      assert.match(body.reason ?? '', /standing by for observatory\.multismurf/);
      const { smurfInstances } = await createTypedClient(standby).ask(InteropSlotsDocument, {});
      assert.equal(smurfInstances.length, 3);
      assert.equal((await health(multismurf)).status, 200, 'the one that it stands by for');
      await standby.stop();
    });

    it('runs without a router, reports that, and ends on a signal', async () => {
      const lonely = await serve('lonely', 'multismurf', ['--site-hub', 'ws://127.0.0.1:1/ws']);
      await lonely.process.waitForLine(/ECONNREFUSED/);
      const { status, body } = await health(lonely);
      assert.deepEqual([status, body.ready, body.connected], [503, false, false]);
      assert.match(body.reason ?? '', /ECONNREFUSED/);
      const shown = await createTypedClient(lonely).ask(InteropNetworkDocument, {});
      assert.equal(shown.network.connected, false);
      assert.deepEqual(shown.smurfInstances, []);
      await lonely.process.kill('SIGTERM');
      assert.match(lonely.process.lines().at(-1) ?? '', /ended: 0/);
      await lonely.stop();
    });

    it('cuts every subscription on SIGTERM without completing it, and exits with 0', async () => {
      const leaving = await serve('leaving');
      await leaving.process.waitForLine(LOOKED);
      const overSse = createTypedClient(leaving).watch(InteropInstancesDocument, {}, 'SSE');
      await overSse.next();
      const socket = await openSubscription(leaving, 'subscription { smurfInstances { kind } }');

      await leaving.process.kill('SIGTERM');
      assert.match(leaving.process.lines().at(-1) ?? '', /ended: 0/);
      const messages = await within(socket.closed, 'the end of the socket');
      assert.equal(messages[0]?.type, 'connection_ack');
      assert.equal(messages[1]?.type, 'next');
      // A client whose subscription is completed does not reconnect.
      assert.deepEqual(
        messages.filter(({ type }) => type === 'complete' || type === 'error'),
        [],
      );
      await assert.rejects(overSse.rest());
      await leaving.stop();
    });
  });
});

const LOOKED = /initial scan of the network is complete/;

interface Health {
  readonly ready: boolean;
  readonly connected: boolean;
  readonly reason: string | null;
  readonly agent: { readonly registered: boolean; readonly standingBy: boolean };
}

async function health({ url }: MultiSmurf): Promise<{ status: number; body: Health }> {
  const response = await fetch(new URL('/health/ready', url));
  return { status: response.status, body: (await response.json()) as Health };
}

/** Subscribes without a client library; `closed` brings every message once the socket has closed. */
async function openSubscription({ wsUrl }: MultiSmurf, query: string) {
  const socket = new WebSocket(wsUrl, 'graphql-transport-ws');
  const messages: { type: string }[] = [];
  const closed = new Promise<{ type: string }[]>((resolve) => {
    socket.on('close', () => resolve(messages));
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string };
      messages.push(message);
      if (message.type === 'connection_ack') {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      } else resolve();
    });
  });
  return { closed };
}
