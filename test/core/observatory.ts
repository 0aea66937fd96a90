import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Core, createCore } from '../../src/core/core.js';
import { NOTHING_KEPT } from '../../src/core/known-slots.js';
import { loadKept } from '../../src/core/load-kept.js';
import type { PasswordFor } from '../../src/core/runs/passwords.js';
import { noPeers, type Peers } from '../../src/core/runs/peers.js';
import type { Run, RunSlot } from '../../src/core/runs/run.js';
import type { RawRequest, RequestWords } from '../../src/core/runs/run-request.js';
import { parseStartRequest } from '../../src/core/runs/run-request.js';
import type { RunStore } from '../../src/core/runs/run-store.js';
import type { Groups } from '../../src/core/slots/groups.js';
import type { Slot } from '../../src/core/slots/slot.js';
import type { SlotStore } from '../../src/core/slots/slot-store.js';
import type { Clock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import type { OcsBridge } from '../../src/ocs/http-bridge.js';
import { createSimulatedSlot, type SimulatedSlot } from '../../src/simulator/slot.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { WAMP_ERRORS, WampError } from '../../src/wamp/error.js';
import type { Procedure, WampConnection } from '../../src/wamp/types.js';
import {
  createMemoryDirector,
  DIRECTOR_ID,
  type MemoryDirector,
  type MemoryDirectorOptions,
} from '../memory-director.js';
import { createMemoryRealm, type MemoryConnection, type MemoryRealm } from '../memory-realm.js';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.js';

const ROOT = 'observatory';

/** Stands between an agent and its callers: is given what the agent would answer with. */
export type Tamper = (handler: Procedure, procedure: string) => Procedure;

export interface SlotOptions {
  readonly streamId?: string;
  readonly tamper?: Tamper;
  /** While it is true, the agent publishes nothing on the topic, not even heartbeats. */
  readonly isMute?: (topic: string) => boolean;
}

export interface ObservatoryOptions {
  /** One agent for each: `pysmurf-controller-s2`, which is `ufm_mv2`, and so on. */
  readonly slots?: readonly SlotOptions[];
  readonly expireTimeMs?: number;
  readonly lostSeconds?: number;
  readonly holdSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly explicitSlots?: boolean;
  readonly ownTasks?: readonly string[];
  /** Without it an end is known by heartbeats and questions alone. */
  readonly bridge?: boolean;
  readonly store?: RunStore;
  readonly slotStore?: SlotStore;
  readonly groups?: Groups;
  readonly peers?: Peers;
  readonly maxSlots?: number;
  /** An access director with these grants; all slots have its access rules. */
  readonly director?: Pick<MemoryDirectorOptions, 'blocks' | 'passwords'>;
  /** The server's passwords for slots. */
  readonly passwordFor?: PasswordFor;
  /** What the core asks over its own link is never answered where this is true; the bridge answers it. */
  readonly isDeaf?: (call: Call) => boolean;
  /** Does not wait for the initial scan. */
  readonly early?: boolean;
}

export interface Call {
  readonly address: string;
  /** `start`, `status`, `get_api` and so on. */
  readonly action: unknown;
  readonly operation: unknown;
  readonly params: unknown;
}

/** A realm, simulated slots and a core that found them, on virtual time, for one test. */
export interface Observatory {
  readonly clock: VirtualClock;
  readonly realm: MemoryRealm;
  /** The core's own link. */
  readonly link: MemoryConnection;
  readonly core: Core;
  readonly slots: readonly SimulatedSlot[];
  /** The access director; fails the test if there is none. */
  director(): MemoryDirector;
  /** What another program on the network commands agents with. */
  readonly others: OcsClient;
  connect(): MemoryConnection;
  /** What the core has called over its link so far. */
  readonly calls: readonly Call[];
  /** What became of slots so far, but for UPDATED: `EXPIRED pysmurf-controller-s2`. */
  readonly happened: readonly string[];
  found(slot: SimulatedSlot): Slot;
  start(operation: string, request?: Partial<RawRequest>): Promise<Run>;
  stop(operation: string, streamIds?: readonly string[]): Run;
  abort(operation: string, streamIds?: readonly string[]): Run;
  cancel(run: Run): Promise<Run>;
  /** The run when it has ended. */
  end(run: Run): Promise<Run>;
  /** The run when it matches. */
  runWhere(run: Run, fits: (run: Run) => boolean, what: string): Promise<Run>;
  /** Closes the core, and starts another one on the same stores. */
  restart(): Promise<Core>;
  /** How often the core sent `action` to any agent for `operation`. */
  count(action: string, operation: string): number;
}

export const WORDS: RequestWords = {
  streamIds: 'streamIds',
  allSlots: 'streamIds: ["all"]',
  maxConcurrency: 'maxConcurrency',
  batches: 'batches',
  maxErrors: 'maxErrors',
  settleSeconds: 'settleSeconds',
  timeoutSeconds: 'timeoutSeconds',
  minSlots: 'minSlots',
  requestId: 'requestId',
  force: 'force',
  slotParams: 'slotParams',
  tagWithRunId: 'tagWithRunId',
  skipUnavailable: 'skipUnavailable',
  note: 'note',
  labels: 'labels',
  params: 'params',
  withForce: 'force: true',
};

/** Starts an observatory and resolves when the core has looked at it and knows every stream id. */
export async function startObservatory(
  t: TestContext,
  options: ObservatoryOptions = {},
): Promise<Observatory> {
  const { slots: wanted = [{}], expireTimeMs = 20_000, lostSeconds = 120, holdSeconds = 600 } = options;
  const {
    store = createMemoryRunStore(),
    timeoutSeconds = 3600,
    bridge = true,
    explicitSlots = false,
    slotStore = null,
    peers = noPeers,
  } = options;
  const clock = createVirtualClock();
  const realm = createMemoryRealm({ clock, delayMs: () => 1 });
  const connections: MemoryConnection[] = [];
  const connect = () => {
    const connection = realm.connect();
    connections.push(connection);
    return connection;
  };
  const director =
    options.director && createMemoryDirector({ ...options.director, connection: connect(), clock });
  if (director) await clock.until(() => director.registered, 'the access director answers');
  const slots = wanted.map(({ streamId, ...odd }, index) => {
    const slot = index + 2;
    return createSimulatedSlot({
      connect: () => madeOdd(connect(), odd),
      addressRoot: ROOT,
      instanceId: `pysmurf-controller-s${slot}`,
      slot,
      streamId: streamId ?? `ufm_mv${slot}`,
      seed: 1,
      timeScale: 1,
      pollInterval: 10,
      ...(options.director && { accessPolicy: { kind: 'director', instanceId: DIRECTOR_ID } as const }),
      clock,
      logger: silentLogger,
    });
  });
  const calls: Call[] = [];
  const link = connect();
  const settings = {
    bridge: bridge ? bridgeOver(createOcsClient(connect(), silentLogger, clock)) : null,
    place: { url: 'ws://router', realm: 'test_realm', addressRoot: ROOT, site: null },
    expireTimeMs,
    ...(options.groups && { groups: options.groups }),
    ...(options.maxSlots !== undefined && { maxSlots: options.maxSlots }),
    timeoutFor: () => timeoutSeconds,
    patience: { lostSeconds, holdSeconds },
    store,
    explicitSlots,
    slotStore,
    peers,
    ...(options.ownTasks && { ownTasks: options.ownTasks }),
    ...(director && { accessDirector: { instanceId: DIRECTOR_ID, serverName: 'multismurf' } }),
    ...(options.passwordFor && { passwordFor: options.passwordFor }),
    clock,
    logger: silentLogger,
  };
  const core = createCore({
    ...settings,
    connection: recorded(deafened(link, clock, options.isDeaf ?? (() => false)), calls),
  });
  const { registry, runs, events } = core;
  const happened: string[] = [];
  events.slots.listen(({ kind, slot }) => {
    if (kind !== 'UPDATED') happened.push(`${kind} ${slot.instanceId}`);
  });
  t.after(async () => {
    core.close();
    director?.close();
    const closing = Promise.all([
      ...slots.map((slot) => slot.close()),
      ...connections.map((connection) => connection.close()),
    ]);
    await clock.settle(closing, 'everything is closed');
  });

  const other = connect();
  if (!options.early) {
    await clock.until(
      () =>
        registry.scan.isDone &&
        registry.slots.length === slots.length &&
        registry.slots.every(({ streamIdConfirmed }) => streamIdConfirmed),
      'the core knows every slot',
    );
  }

  const request = { streamIds: null, requestedBy: null, via: 'GRAPHQL', words: WORDS } as const;
  const stopWith =
    (action: 'STOP' | 'ABORT') =>
    (operation: string, streamIds: readonly string[] | null = null) =>
      runs.stop(action, { ...request, operation, streamIds });
  const runOf = async (id: string) => {
    const run = await runs.get(id);
    assert.ok(run, `no run ${id}`);
    return run;
  };

  return {
    ...{ clock, realm, link, core, slots, connect, calls, happened },
    director() {
      assert.ok(director, 'the observatory has no access director');
      return director;
    },
    others: createOcsClient(other, silentLogger, clock),
    found(slot) {
      const known = registry.byAddress(slot.address);
      assert.ok(known, `${slot.address} is not known`);
      return known;
    },
    start: (operation, change = {}) =>
      clock.settle(runs.start(parseStartRequest({ ...request, operation, ...change })), 'the run begins'),
    stop: stopWith('STOP'),
    abort: stopWith('ABORT'),
    cancel: ({ id }) => clock.settle(runs.cancel(id), 'every slot was asked'),
    async end({ id }) {
      const bound = 14 * 24 * 3600_000;
      await clock.until(async () => (await runOf(id)).endTime, `the end of run ${id}`, bound);
      return runOf(id);
    },
    runWhere: ({ id }, fits, what) =>
      clock.until(async () => {
        const run = await runOf(id);
        return fits(run) ? run : null;
      }, what),
    async restart() {
      core.close();
      link.drop();
      const load = async () => (await slotStore?.load()) ?? NOTHING_KEPT.slots;
      const kept = await loadKept(store, { load });
      const next = createCore({ ...settings, kept, connection: recorded(connect(), calls) });
      t.after(() => next.close());
      return next;
    },
    count: (action, operation) =>
      calls.filter((call) => call.action === action && call.operation === operation).length,
  };
}

/** The router's HTTP bridge: calls by a WAMP session of its own, which nobody's death cancels. */
export function bridgeOver(client: OcsClient): OcsBridge {
  return {
    wait: (address, operation, seconds) => client.wait(address, operation, seconds),
    status: (address, operation) => client.status(address, operation),
    getApi: (address) => client.getApi(address),
    close: () => {},
  };
}

function callOf(procedure: string, [action, operation, params]: readonly unknown[]): Call {
  return { address: procedure.replace(/\.ops$/, ''), action, operation, params };
}

/** The same connection, whose calls are written down. */
export function recorded(connection: WampConnection, calls: Call[]): WampConnection {
  return {
    ...connection,
    get link() {
      return connection.link;
    },
    call(procedure, args, options) {
      calls.push(callOf(procedure, args));
      return connection.call(procedure, args, options);
    },
  };
}

function deafened(connection: WampConnection, clock: Clock, isDeaf: (call: Call) => boolean): WampConnection {
  return {
    ...connection,
    get link() {
      return connection.link;
    },
    async call(procedure, args, options) {
      if (!isDeaf(callOf(procedure, args))) return connection.call(procedure, args, options);
      await clock.sleep(options.timeoutMs, options.signal);
      throw new WampError(WAMP_ERRORS.timeout, `no answer within ${options.timeoutMs} ms`);
    },
  };
}

function madeOdd(
  connection: WampConnection,
  { tamper = (handler) => handler, isMute = () => false }: SlotOptions,
): WampConnection {
  return {
    ...connection,
    get link() {
      return connection.link;
    },
    publish: (topic, args) => !isMute(topic) && connection.publish(topic, args),
    register: (procedure, handler, onChange) =>
      connection.register(procedure, tamper(handler, procedure), onChange),
  };
}

/** Lets `change` answer instead of the agent where the request is `action`; it may ask the agent itself. */
export function tamperWith(action: string, change: (ask: () => unknown) => unknown): Tamper {
  return (handler) => (args, kwargs) => {
    const ask = () => handler(args, kwargs);
    return args[0] === action ? change(ask) : ask();
  };
}

/** A controller of socs 0.4.4, without the feed `state_results` and without `stream_on`. */
export const SOCS_0_4_4: SlotOptions = {
  tamper: (handler) => async (args, kwargs) => withoutNews(await handler(args, kwargs)),
  isMute: (topic) => topic.endsWith('.feeds.state_results'),
};

function withoutNews(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((one) => !(Array.isArray(one) && one[0] === 'state_results')).map(withoutNews);
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== 'stream_on');
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNews(member)]));
}

/** The slot of a run, by its place. */
export function slotOf({ slots }: Run, index = 0): RunSlot {
  const slot = slots[index];
  assert.ok(slot, `the run has no slot ${index}`);
  return slot;
}

export const statuses = ({ slots }: Run) => slots.map(({ status }) => status);

/** When the session of each slot began and ended, in the order of the slots. */
export const spans = ({ slots }: Run) =>
  slots.map(({ record }) => ({
    start: record?.session.start_time ?? Number.NaN,
    end: record?.session.end_time ?? Number.NaN,
  }));

/** How many sessions were running when each began. */
export const crowds = (run: Run) => {
  const all = spans(run);
  return all.map(({ start }) => all.filter((other) => other.start <= start && other.end > start).length);
};
