import { createHash } from 'node:crypto';
import type { Peers } from '../../src/core/runs/peers.js';
import type { Run } from '../../src/core/runs/run.js';
import { createAnnotators } from './annotators.js';
import { objectionToCall, objectionToDriver, objectionToPublication } from './checks/writes.js';
import { createClients } from './clients.js';
import { createAgentRules } from './director/agent-rules.js';
import { createSociety } from './director/society.js';
import { createFaults } from './faults.js';
import { createGroups } from './groups.js';
import { createHistory, type History, markAt } from './history.js';
import { createNetwork } from './network.js';
import { createOcsClients } from './ocs-clients.js';
import { createRandom } from './random.js';
import { createRetryClients } from './retry-clients.js';
import { createServer, type Life, type Server } from './server.js';
import { createSlot, type Slot } from './slot.js';
import { createDisk, type Disk, type DiskKind } from './store.js';
import { createSubscribers } from './subscribers.js';
import { drawSwarm, type Swarm } from './swarm.js';
import { createTrace, type Trace } from './trace.js';
import { createWorldClock } from './world-clock.js';

/** The result of a world, for the checkers. */
export interface WorldOutcome {
  readonly swarm: Swarm;
  readonly slots: readonly Slot[];
  readonly history: History;
  readonly disk: Disk;
  /** The servers at the end, still open. */
  readonly lives: readonly Life[];
  /** Closes the servers cleanly; no timer or listener may be left. */
  close(): Promise<void>;
  readonly counts: Map<string, number>;
  readonly trace: Trace;
  readonly endedAt: number;
}

const FAULTS_END_MS = 500_000;
/** Runs that are still open this time after the end of the faults are cancelled. */
const CANCEL_AFTER_MS = 60_000;
/** Every wait and every timeout of a seed is over by then. */
const BOUND_MS = 400_000;

/** By then, the server knows what an agent did between two heartbeats. The world does not end at a full minute. */
const SWEEP_MS = 85_000;

export interface WorldOptions {
  readonly seed: number;
  readonly kind: DiskKind;
  /** Without the access director and the groups that the seed draws. */
  readonly isPlain: boolean;
  readonly onLine?: (line: string) => void;
}

/** Runs a world: ten minutes with faults, then all faults end and the world must come to rest. */
export async function runWorld({ seed, kind, isPlain, onLine }: WorldOptions): Promise<WorldOutcome> {
  const random = createRandom(`seed ${seed}`);
  const drawn = drawSwarm(random.fork('swarm'));
  const swarm = {
    ...drawn,
    ...(kind === 'sqlite' && { servers: 1 }),
    ...(isPlain && { director: null, hasGroups: false }),
  };
  const world = createWorldClock();
  const trace = createTrace(() => world.now, createHash('sha256'), onLine);
  const { note } = trace;
  const counts = new Map<string, number>();
  const count = (event: string) => void counts.set(event, (counts.get(event) ?? 0) + 1);
  note(`seed ${seed}: ${JSON.stringify(swarm)}`);

  const network = createNetwork({
    world,
    random: random.fork('network'),
    habits: swarm.network,
    note,
    count,
  });
  const slots = Array.from({ length: swarm.slots }, (_, index) => {
    const slot = createSlot({
      ...{ world, note, habits: swarm.slot, number: index + 2 },
      random: random.fork(`slot ${index}`),
      rules: swarm.director && createAgentRules(`pysmurf-controller-s${index + 2}`),
      publish: (topic, args) => network.publish(slot, topic, args),
    });
    return slot;
  });
  const groups = createGroups({ random: random.fork('groups'), slots, hasGroups: swarm.hasGroups });
  const society = createSociety({
    ...{ world, network, slots, note, habits: swarm.director },
    random: random.fork('director'),
    breach: (words) => void history.breaches.push(words),
  });
  const history = createHistory(
    FAULTS_END_MS,
    slots.map(({ log }) => log),
    society.log,
  );
  const disk = await createDisk(kind);
  const disturb = () => void history.disturbances.push(world.now);
  const subscribers = createSubscribers({ world, random: random.fork('subscribers'), history });
  /** Runs that a server has read from the disk because another server has changed them. */
  const echoes = new WeakSet<Run>();
  const servers = Array.from({ length: swarm.servers }, (_, number) => openServer(number));
  let isHealed = false;

  function openServer(number: number): Server {
    const server = createServer({
      ...{ world, network, disk, count, note, number, habits: swarm.server, isShared: swarm.servers > 1 },
      ...{ groups: groups.configured, director: society.configured(number), logger: society.logger },
      random: random.fork(number === 0 ? 'server' : `server ${number}`),
      markOf: (mark) => markAt(history, mark, world.now),
      onCall(call) {
        history.calls.push(call);
        const objection = objectionToCall(disk, call) ?? objectionToDriver(disk, number, call, world.now);
        if (objection) history.breaches.push(objection);
        if (call.action !== 'status' && call.action !== 'get_api') {
          note(`sent: ${call.action} ${call.operation} to ${call.address}${by(number)}`);
        }
      },
      onEvent(topic, args) {
        hear(history, topic, args, { server: number, at: world.now });
      },
      onStorage: ({ peers }) => watchPeers(number, peers),
      onStart(life) {
        publishFromDisk(number);
        life.core.events.runs.listen((run) => publish(number, run));
        subscribers.watchEnds(life);
        subscribers.follow(life, 'runs');
        subscribers.follow(life, 'slots');
      },
      onDeath({ core }) {
        count('the server was killed');
        disturb();
        history.deaths.push(world.now);
        // A stop is stored after it was sent: the next server does not know one that was not stored yet.
        for (const { id } of core.runs.open) if (!disk.latest.has(id)) history.interrupted.add(id);
        if ([...disk.latest.values()].some(isSeriesUnderWay)) count('a series was taken over');
        for (const key of [...history.shown.keys()]) {
          if (key.startsWith(`${number}: `)) history.shown.delete(key);
        }
        subscribers.serverDied(number);
        if (!isHealed) world.after(random.between(100, 15_000), () => server.start());
      },
    });
    return server;
  }

  const by = (server: number) => (swarm.servers > 1 ? ` by server ${server + 1}` : '');

  function watchPeers(server: number, { changed, taken, lost }: Peers): void {
    changed.listen((run) => echoes.add(run));
    taken.listen(({ run }) => {
      note(`server ${server + 1} takes ${trace.nameOf(run.id)}`);
      const last = history.publications.findLast((one) => one.run.id === run.id);
      if (!last || last.server === server) return;
      count('a run was taken over by another server');
      if (isSeriesUnderWay(run)) count('a series was taken over by another server');
    });
    lost.listen(() => {
      note(`server ${server + 1} loses its lock`);
      count('a lock was lost while its server lived on');
    });
  }

  function publish(server: number, run: Run): void {
    const key = `${server}: ${run.id}`;
    const before = history.shown.get(key) ?? 0;
    if (run.revision < before)
      history.breaches.push(`${run.id} is shown at revision ${run.revision} after ${before}${by(server)}`);
    history.shown.set(key, run.revision);
    const isEcho = echoes.has(run);
    if (isEcho) {
      const isNews = !history.publications.some(
        (one) => one.run.id === run.id && one.run.revision >= run.revision,
      );
      if (!isNews) return;
    } else {
      const objection = objectionToPublication(disk, run);
      if (objection) history.breaches.push(objection);
    }
    const storedPause = disk.latest.get(run.id)?.pausedAt ?? null;
    const isPauseStored = storedPause?.getTime() === run.pausedAt?.getTime();
    history.publications.push({ at: world.now, server, isEcho, isPauseStored, run });
    const slotWords = run.slots.map((slot) => `${slot.instanceId.slice(19)} ${slot.status}`).join(', ');
    const name = `${trace.nameOf(run.id)} (${run.params?.['mark'] ?? run.action})`;
    const wait = `${run.pausedAt === null ? '' : ' (paused)'}${run.heldBy === null ? '' : ' (held)'}`;
    note(`${name} ${run.status}${wait}: ${slotWords}${by(server)}`);
  }

  /** What a server stored just before it died: the next one shows it, and publishes it only if the run continues. */
  function publishFromDisk(server: number): void {
    const shown = new Map<string, number>();
    const ended = new Set<string>();
    for (const { run } of history.publications) {
      shown.set(run.id, Math.max(run.revision, shown.get(run.id) ?? 0));
      if (run.endTime !== null) ended.add(run.id);
      else ended.delete(run.id);
    }
    for (const run of disk.latest.values()) {
      // Progress is shown with revisions that are not stored, so an end can have an earlier revision.
      const isEnd = run.endTime !== null && !ended.has(run.id);
      if (!isEnd && run.revision <= (shown.get(run.id) ?? 0)) continue;
      if (swarm.servers > 1) echoes.add(run);
      publish(server, run);
    }
  }

  const shared = { world, swarm, network, slots, groups, servers, disk, history, subscribers, note, count };
  const faults = createFaults({ ...shared, disturb, random: random.fork('faults') });
  const clients = createClients({ ...shared, random: random.fork('clients') });
  const ocsClients = createOcsClients({ ...shared, random: random.fork('OCS clients') });

  const retryClients = createRetryClients({ ...shared, random: random.fork('retries') });
  const annotators = createAnnotators({ ...shared, random: random.fork('annotators') });

  for (const slot of slots) {
    slot.start();
    network.attach(slot);
  }
  for (const server of servers) server.start();
  await world.runUntil(5000);
  faults.begin();
  society.begin();
  clients.begin();
  ocsClients.begin();
  retryClients.begin();
  annotators.begin();
  await world.runUntil(FAULTS_END_MS);
  isHealed = true;
  faults.heal();
  society.heal();
  clients.end();
  ocsClients.end();
  retryClients.end();
  annotators.end();
  // A link that became silent just before is detected and made again.
  await world.runUntil(FAULTS_END_MS + 15_000);
  clients.stopStreams();
  const isDone = () => servers.every(({ life }) => life?.core.runs.open.length === 0);
  await world.runUntil(FAULTS_END_MS + CANCEL_AFTER_MS, isDone);
  clients.cancelAll();
  await world.runUntil(world.now + BOUND_MS, isDone);
  // Once a minute, each agent is asked for sessions that its heartbeats did not show.
  await world.runUntil(world.now + SWEEP_MS);

  const lives = servers.flatMap(({ life }) => life ?? []);
  const breach = (words: string) => void history.breaches.push(words);
  ocsClients.lookAtSessions(breach);
  retryClients.lookAtRetries(lives, breach);
  await world.runUntil(world.now + 10_000);

  if (lives.length < servers.length) throw new Error('a server is dead after the end of all faults');
  return {
    ...{ swarm, slots, history, disk, lives, counts, trace, endedAt: world.now },
    async close() {
      const closing = Promise.all(servers.map((server) => server.close()));
      await world.runUntil(world.now + 10_000);
      await closing;
      await disk.close();
    },
  };
}

function isSeriesUnderWay({ endTime, maxConcurrency, slots }: Run): boolean {
  const isBegun = slots.some(({ status }) => status !== 'PENDING');
  return (
    endTime === null && maxConcurrency === 1 && isBegun && slots.some(({ status }) => status === 'PENDING')
  );
}

/** Records the heartbeats that a server received. */
function hear(
  { heard }: History,
  topic: string,
  args: readonly unknown[],
  where: { readonly server: number; readonly at: number },
): void {
  if (!topic.endsWith('.feeds.heartbeat')) return;
  const [pair] = args as [[unknown, { readonly session_id?: unknown }?]?];
  const agentStart = Array.isArray(pair) ? pair[1]?.session_id : undefined;
  if (typeof agentStart !== 'string') return;
  const address = topic.slice(0, -'.feeds.heartbeat'.length);
  const beats = heard.get(address) ?? [];
  heard.set(address, beats);
  beats.push({ ...where, agentStart });
}
