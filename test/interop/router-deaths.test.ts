import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRouter, type Router } from '../../src/router/router.js';
import { until } from '../until.js';
import { noteStarts } from './agents.js';
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
  watch,
  watchInstances,
} from './watching.js';

const LOOKED = /initial scan of the network is complete/;
const LEFT = /"not connected to the router"/;

/** The tests of one network share its router; without this they would take after their parent. */
const ONE_BY_ONE = { concurrency: false };

/** The networks run at the same time, since most of their time is waiting. */
describe('a router that dies', { concurrency: true }, () => {
  describe('comes back to agents that wait for it', ONE_BY_ONE, () => {
    let network: Network;
    let server: MultiSmurf;
    let instances: Watch<InstancesSeen>;
    let sessions: Watch<SessionSeen>;

    before(async () => {
      network = await startNetwork({ slots: 3, registry: true });
      server = await startMultiSmurf(network);
      await server.process.waitForLine(LOOKED);
      instances = await watchInstances(server);
      sessions = watchCheckState(server);
    });
    after(async () => {
      await server?.stop();
      await network?.stop();
    });

    const streamIds = () => network.controllers.map(({ streamId }) => streamId);

    /** No slot expired, and every subscription from before the outage receives the later events. */
    async function nothingWasLostFor(outage: Outage): Promise<void> {
      for (const streamId of streamIds()) {
        const isAfter = ({ refreshedAt, of }: SessionSeen) => of === streamId && refreshedAt > outage.over;
        await sessions.until(isAfter, `news of ${streamId} after the outage`);
      }
      assert.ok(instances.open && sessions.open);
      const kinds = new Set(instances.events.map(({ kind }) => kind));
      assert.deepEqual(kinds, new Set(['SNAPSHOT', 'UPDATED']));
    }

    it('after 3 s: the run continues as before', async (t) => {
      const starts = noteStarts(network.controllers);
      const run = await startRun(server, 'take_noise', streamIds(), { duration: 20 });
      await allSlots(run, 'RUNNING');
      const outage = await routerGone(t, server, {
        end: () => network.crossbar.kill('SIGKILL'),
        away: () => sleep(3_000),
        begin: () => network.crossbar.restart(),
      });
      const end = await ended(run, 60_000);
      assert.equal(end.success, true);
      for (const streamId of streamIds()) {
        assert.deepEqual(historyOf(run, streamId), ['RUNNING', 'SUCCEEDED']);
        assert.equal(slotOf(end, streamId).session?.success, true);
      }
      assert.deepEqual(starts(), [['take_noise'], ['take_noise'], ['take_noise']]);
      await nothingWasLostFor(outage);
    });

    it('after it was stopped: with or without a GOODBYE, all come back and the run continues', async (t) => {
      const { crossbar, controllers } = network;
      const run = await startRun(server, 'take_noise', streamIds(), { duration: 25 });
      await allSlots(run, 'RUNNING');

      // Crossbar sends no GOODBYE when it is stopped; our own router, which replaces it for a while, does.
      const { port } = new URL(network.url);
      const agents = markLines(controllers);
      let router: Router | undefined;
      await routerGone(t, server, {
        end: () => crossbar.kill('SIGINT'),
        async begin() {
          router = await createRouter({ port: Number(port), realm: network.realm });
        },
      });
      await agents.wrote(/session joined/);
      const mark = server.process.lines().length;
      const outage = await routerGone(t, server, {
        end: async () => router?.close(),
        begin: () => crossbar.restart(),
      });
      await agents.wrote(/session left: .*wamp\.close\.system_shutdown/);
      await server.process.waitForLine(/wamp\.close\.system_shutdown/, 1_000, { after: mark });

      assert.equal((await ended(run, 60_000)).success, true);
      for (const streamId of streamIds())
        assert.deepEqual(historyOf(run, streamId), ['RUNNING', 'SUCCEEDED']);
      await nothingWasLostFor(outage);
    });

    it('after 60 s: each slot has its true outcome, whether it ended during the outage or later', async (t) => {
      const [early, failing, late] = network.controllers;
      assert.ok(early && failing && late);
      failing.script({ take_noise: { seconds: 5, raise: 'no signal' } });
      late.script({ take_noise: { seconds: 70 } });
      const run = await startRun(server, 'take_noise', streamIds(), { duration: 10 });
      await allSlots(run, 'RUNNING');
      const outage = await routerGone(t, server, {
        end: () => network.crossbar.kill('SIGKILL'),
        away: () => sleep(60_000),
        begin: () => network.crossbar.restart(),
      });
      const end = await ended(run, 120_000);
      says(t, 'the run ended after the outage', Date.now() - outage.over.getTime());
      assert.equal(end.success, false);
      assert.deepEqual(historyOf(run, early.streamId), ['RUNNING', 'SUCCEEDED']);
      assert.deepEqual(historyOf(run, failing.streamId), ['RUNNING', 'FAILED']);
      assert.match(slotOf(end, failing.streamId).detail ?? '', /RuntimeError: no signal/);
      assert.deepEqual(historyOf(run, late.streamId), ['RUNNING', 'SUCCEEDED']);
      assert.ok(run.events.every(({ slots }) => slots.every(({ inferred }) => !inferred)));
      await nothingWasLostFor(outage);
    });
  });

  describe('stays away for longer than agents wait for it', ONE_BY_ONE, () => {
    let network: Network;
    let server: MultiSmurf;
    let instances: Watch<InstancesSeen>;

    before(async () => {
      network = await startNetwork({ slots: 2, crossbarTimeout: 10, supervise: true });
      server = await startMultiSmurf(network);
      await server.process.waitForLine(LOOKED);
      instances = await watchInstances(server);
    });
    after(async () => {
      await server?.stop();
      await network?.stop();
    });

    it('so that they exit: their slots are LOST, and found again under their stream ids', async (t) => {
      const { controllers } = network;
      const streamIds = controllers.map(({ streamId }) => streamId);
      const starts = noteStarts(controllers);
      const before = streamIds.map((streamId) => agentStarted(instances, streamId));
      // Not a task: an agent that gives up while a process of its own takes noise never ends.
      const run = await startRun(server, 'stream', streamIds, {});
      await allSlots(run, 'READY');

      const agents = markLines(controllers);
      const outage = await routerGone(t, server, {
        end: () => network.crossbar.kill('SIGKILL'),
        away: () => agents.wrote(/ ended: /),
        begin: () => network.crossbar.restart(),
      });
      const end = await ended(run, 90_000);
      says(t, 'LOST after the outage', Date.now() - outage.over.getTime());
      assert.deepEqual([end.status, end.success], ['FAILED', false]);
      for (const [index, streamId] of streamIds.entries()) {
        assert.deepEqual(historyOf(run, streamId), ['RUNNING', 'READY', 'LOST']);
        await foundAgain(instances, streamId, before[index] ?? '');
      }
      says(t, 'found again after the outage', Date.now() - outage.over.getTime());
      await acknowledge(server, streamIds);
      const again = await startRun(server, 'take_noise', streamIds, { duration: 1 });
      assert.equal((await ended(again, 30_000)).success, true);
      const asked = ['stream', 'check_state', 'take_noise'];
      assert.deepEqual(
        starts().map((names) => [...new Set(names)]),
        [asked, asked],
      );
    });
  });

  describe('dies during a start', ONE_BY_ONE, () => {
    let network: Network;
    let server: MultiSmurf;

    before(async () => {
      network = await startNetwork({ slots: 2 });
      server = await startMultiSmurf(network);
      await server.process.waitForLine(LOOKED);
    });
    after(async () => {
      await server?.stop();
      await network?.stop();
    });

    /** Starts `take_noise` on an agent that cannot answer, and kills the router under the start. */
    async function startWithoutAnswer({ pid, streamId }: Controller) {
      // Otherwise the start would wait for a heartbeat, which a stopped agent cannot send.
      await until(() => isHeard(server, streamId), 'the slot is heard after the last outage');
      process.kill(pid, 'SIGSTOP');
      const run = await startRun(server, 'take_noise', [streamId], { duration: 5 });
      await allSlots(run, 'STARTING');
      // STARTING is shown before the start is sent. The router routes the calls of one session in order, so it has
      // routed the start when an agent has the next one.
      const others = network.controllers.filter((one) => one.streamId !== streamId);
      const names = others.map((one) => one.streamId);
      await ended(await startRun(server, 'take_noise', names, { duration: 0.1 }), 20_000);
      const left = server.process.lines().length;
      await network.crossbar.kill('SIGKILL');
      await server.process.waitForLine(LEFT, 20_000, { after: left });
      return run;
    }

    it('that its agent has received: the start is not sent again, and its session is found and followed', async () => {
      const [controller] = network.controllers;
      assert.ok(controller);
      const starts = noteStarts([controller]);
      const mark = controller.lines().length;
      const run = await startWithoutAnswer(controller);
      process.kill(controller.pid, 'SIGCONT');
      await controller.waitForLine(/start called for take_noise/, 20_000, { after: mark });
      await network.crossbar.restart();

      const end = await ended(run, 60_000);
      assert.equal(end.success, true);
      assert.equal(slotOf(end, controller.streamId).inferred, true);
      assert.deepEqual(starts(), [['take_noise']]);
    });

    it('that its agent has not received: the start is not sent again, and the slot is LOST', async () => {
      const [, controller] = network.controllers;
      assert.ok(controller);
      const starts = noteStarts([controller]);
      const run = await startWithoutAnswer(controller);
      await controller.kill('SIGKILL');
      await network.crossbar.restart();
      await controller.restart();

      const end = await ended(run, 60_000);
      const slot = slotOf(end, controller.streamId);
      assert.deepEqual([end.success, slot.status, slot.inferred], [false, 'LOST', false]);
      assert.match(slot.detail ?? '', /restarted before it was known/);
      assert.deepEqual(starts(), [['check_state']]);
    });

    it('of the server itself: it becomes ready when the router comes', async (t) => {
      await server.stop();
      await network.crossbar.kill('SIGKILL');
      const late = await startMultiSmurf(network, { name: 'late' });
      await late.process.waitForLine(LEFT);
      await assertReady(late, false);
      const refused = await late.request('mutation { runOperation(operation: "take_noise") { id } }');
      assert.equal(refused.errors?.[0]?.extensions?.['code'], 'NOT_CONNECTED');

      await network.crossbar.restart();
      const back = Date.now();
      const link = watchLink(late);
      await link.until(isUp, 'a link');
      await late.process.waitForLine(LOOKED);
      await assertReady(late, true);
      link.close();
      says(t, 'ready after the router came', Date.now() - back);
      const instances = await watchInstances(late);
      for (const { streamId } of network.controllers) await foundAgain(instances, streamId, '');
      await late.stop();
    });
  });
});

/** Whether a heartbeat of the slot has come over the present connection to the router. */
async function isHeard(server: MultiSmurf, streamId: string): Promise<boolean> {
  const { data } = await server.request<{
    network: { connected: boolean; since: string };
    smurfInstances: { lastRefresh: string }[];
  }>(`{ network { connected since } smurfInstances(streamIds: ["${streamId}"]) { lastRefresh } }`);
  const [slot] = data?.smurfInstances ?? [];
  return data?.network.connected === true && slot !== undefined && slot.lastRefresh > data.network.since;
}

interface Outage {
  /** When the router took connections again. */
  readonly over: Date;
}

/** Takes the router away and brings it back, and holds the server to telling both. */
async function routerGone(
  t: TestContext,
  server: MultiSmurf,
  router: {
    readonly end: () => Promise<unknown>;
    /** What is waited for before it comes back. */
    readonly away?: () => Promise<unknown>;
    readonly begin: () => Promise<unknown>;
  },
): Promise<Outage> {
  const link = watchLink(server);
  await link.until(isUp, 'a link');
  await router.end();
  await link.until(({ connected }) => !connected, 'the end of the link');
  await assertReady(server, false);
  await router.away?.();
  await assertReady(server, false);

  const after = link.events.length;
  await router.begin();
  const over = new Date();
  await link.until(isUp, 'a new link', { after });
  says(t, 'the server was back after the router', Date.now() - over.getTime());
  await assertReady(server, true);
  link.close();
  return { over };
}

interface LinkSeen {
  readonly connected: boolean;
  readonly agentRegistered: boolean;
}

function watchLink(server: MultiSmurf): Watch<LinkSeen> {
  const document = 'subscription { network { connected agentRegistered } }';
  return watch<{ network: LinkSeen }, LinkSeen>(server, document, {}, ({ network }) => network);
}

const isUp = ({ connected, agentRegistered }: LinkSeen) => connected && agentRegistered;

/** Marks the present in the agents' logs, to wait for what all of them write from now on. */
function markLines(controllers: readonly Controller[]) {
  const marks = controllers.map((controller) => controller.lines().length);
  return {
    wrote: (pattern: RegExp) =>
      Promise.all(
        controllers.map((controller, index) =>
          controller.waitForLine(pattern, 60_000, { after: marks[index] ?? 0 }),
        ),
      ),
  };
}

/** /health/ready and `network` must report the same, and the server must be live in any case. */
async function assertReady(server: MultiSmurf, ready: boolean): Promise<void> {
  const status = async (path: string) => (await fetch(new URL(path, server.url))).status;
  assert.equal(await status('/health/ready'), ready ? 200 : 503);
  assert.equal(await status('/health/live'), 200);
  const { data } = await server.request<{ network: { connected: boolean } }>('{ network { connected } }');
  assert.equal(data?.network.connected, ready);
}

/** A session of check_state, which every slot has and which changes every 2 s. */
interface SessionSeen {
  readonly of: string | null;
  readonly refreshedAt: Date;
}

function watchCheckState(server: MultiSmurf): Watch<SessionSeen> {
  interface Update {
    sessionUpdates: { instance: { streamId: string | null }; session: { refreshedAt: string } };
  }
  const document = `subscription {
    sessionUpdates(operations: ["check_state"]) { instance { streamId } session { refreshedAt } }
  }`;
  return watch<Update, SessionSeen>(server, document, {}, ({ sessionUpdates: { instance, session } }) => ({
    of: instance.streamId,
    refreshedAt: new Date(session.refreshedAt),
  }));
}

function says(t: TestContext, what: string, ms: number): void {
  t.diagnostic(`${what}: ${(ms / 1000).toFixed(1)} s`);
}
