import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createManager, type Manager } from '../../src/core/core.js';
import type { ManagedSmurfInstance } from '../../src/core/instance.js';
import type { InstanceEvent } from '../../src/core/registry.js';
import type { Run, RunSlot } from '../../src/core/run.js';
import { createMemoryRunStore } from '../../src/core/run-store.js';
import type { StartRequest } from '../../src/core/runs.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import { createRouter, type Router } from '../../src/simulator/router/router.js';
import { createSimulatedSlot, type SimulatedSlot } from '../../src/simulator/slot.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { Procedure, WampConnection } from '../../src/wamp/types.js';
import { BOUND_MS, until } from '../until.js';

const ROOT = 'observatory';

/** Stands between an agent and its callers: is given what the agent would answer with. */
export type Tamper = (handler: Procedure, procedure: string) => Procedure;

export interface SlotOptions {
  readonly streamId?: string;
  readonly tamper?: Tamper;
  /** While it says true the agent publishes nothing, so that its heart seems to stand still. */
  readonly isMute?: () => boolean;
}

export interface ObservatoryOptions {
  /** One agent for each: `pysmurf-controller-s2`, which is `ufm_mv2`, and so on. */
  readonly slots?: readonly SlotOptions[];
  readonly expireTimeMs?: number;
  /** Seconds here for each second on real hardware. */
  readonly timeScale?: number;
  /** Of the router, where it must be known before; any that is free unless given. */
  readonly port?: number;
}

export interface Call {
  readonly address: string;
  /** `start`, `status`, `get_api` and so on. */
  readonly action: unknown;
  readonly operation: unknown;
}

/** A router, simulated slots and a manager that found them, for one test. */
export interface Observatory {
  readonly router: Router;
  readonly manager: Manager;
  readonly slots: readonly SimulatedSlot[];
  /** What another program on the network commands agents with. */
  readonly others: OcsClient;
  /** A link of another program, closed after the test. */
  connect(): WampConnection;
  /** What the manager has called so far. */
  readonly calls: readonly Call[];
  /** What became of slots so far, but for UPDATED: `EXPIRED pysmurf-controller-s2`. */
  readonly told: readonly string[];
  found(slot: SimulatedSlot): ManagedSmurfInstance;
  start(operation: string, request?: Partial<StartRequest>): Promise<Run>;
  stop(operation: string, streamIds?: readonly string[]): Promise<Run>;
  abort(operation: string, streamIds?: readonly string[]): Promise<Run>;
  /** The run when it has ended. */
  end(run: Run): Promise<Run>;
  /** The run when it looks as wanted. */
  runWhere(run: Run, fits: (run: Run) => boolean, what: string): Promise<Run>;
  /** How often `action` was sent to any agent for `operation`. */
  count(action: string, operation: string): number;
}

/** Starts an observatory and resolves when the manager has looked at it and knows every stream id. */
export async function startObservatory(
  t: TestContext,
  { slots: wanted = [{}], expireTimeMs = BOUND_MS, timeScale = 0.01, port = 0 }: ObservatoryOptions = {},
): Promise<Observatory> {
  const router = await createRouter({ port });
  const connections: WampConnection[] = [];
  const connect = () => {
    const connection = connectTo(router.url, router.realm);
    connections.push(connection);
    return connection;
  };
  const slots = wanted.map(({ streamId, ...odd }, index) => {
    const slot = index + 2;
    return createSimulatedSlot({
      connect: () => madeOdd(connect(), odd),
      addressRoot: ROOT,
      instanceId: `pysmurf-controller-s${slot}`,
      slot,
      streamId: streamId ?? `ufm_mv${slot}`,
      seed: 1,
      timeScale,
      pollInterval: 1,
      logger: silentLogger,
    });
  });
  const calls: Call[] = [];
  const manager = createManager({
    connection: recorded(connect(), calls),
    place: { url: router.url, realm: router.realm, addressRoot: ROOT, site: null },
    expireTimeMs,
    timeoutFor: () => 60,
    store: createMemoryRunStore(),
    logger: silentLogger,
  });
  const { registry, runs } = manager;
  const told: string[] = [];
  registry.instanceEvents.listen(({ kind, instance }: InstanceEvent) => {
    if (kind !== 'UPDATED') told.push(`${kind} ${instance.instanceId}`);
  });
  t.after(async () => {
    manager.close();
    await Promise.all(slots.map((slot) => slot.close()));
    await Promise.all(connections.map((connection) => connection.close()));
    await router.close();
  });

  const other = connect();
  await other.connected();
  const streamIdsKnown = () =>
    registry.instances.length === slots.length && registry.instances.every((one) => one.streamIdConfirmed);
  await until(() => registry.hasLooked && streamIdsKnown(), 'the manager knows every slot');

  const request = { streamIds: null, requestedBy: null, face: 'GRAPHQL' } as const;
  const ordinary: Omit<StartRequest, 'operation'> = {
    ...request,
    params: null,
    timeoutSeconds: null,
    mode: 'PARALLEL',
    settleSeconds: 0,
    minSlots: null,
    requestId: null,
    dryRun: false,
    force: false,
  };
  const halt =
    (action: 'STOP' | 'ABORT') =>
    (operation: string, streamIds: readonly string[] | null = null) =>
      runs.halt(action, { ...request, operation, streamIds });

  return {
    router,
    manager,
    slots,
    others: createOcsClient(other, silentLogger),
    connect,
    calls,
    told,
    found(slot) {
      const instance = registry.byAddress(slot.address);
      assert.ok(instance, `${slot.address} is not known`);
      return instance;
    },
    start: (operation, change = {}) => runs.start({ ...ordinary, operation, ...change }),
    stop: halt('STOP'),
    abort: halt('ABORT'),
    async end({ id }) {
      const run = await runs.waitFor(id, 'FINISHED', BOUND_MS / 1000);
      assert.notEqual(run.status, 'RUNNING', `did not end: ${JSON.stringify(run.slots)}`);
      return run;
    },
    async runWhere({ id }, fits, what) {
      return await until(async () => {
        const run = await runs.get(id);
        return run && fits(run) ? run : null;
      }, what);
    },
    count: (action, operation) =>
      calls.filter((call) => call.action === action && call.operation === operation).length,
  };
}

/** Attempts follow each other fast, so that outages last as long as the test wants. */
function connectTo(url: string, realm: string): WampConnection {
  return createWampConnection({ url, realm, backoff: { initialMs: 50, maxMs: 200 }, retryMs: 100 });
}

function recorded(connection: WampConnection, calls: Call[]): WampConnection {
  return {
    ...connection,
    get link() {
      return connection.link;
    },
    call(procedure, args, options) {
      const [action, operation] = args;
      calls.push({ address: procedure.replace(/\.ops$/, ''), action, operation });
      return connection.call(procedure, args, options);
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
    publish: (topic, args) => !isMute() && connection.publish(topic, args),
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

/** The slot of a run, by its place. */
export function slotOf({ slots }: Run, index = 0): RunSlot {
  const slot = slots[index];
  assert.ok(slot, `the run has no slot ${index}`);
  return slot;
}

export const statuses = ({ slots }: Run) => slots.map(({ status }) => status);
