import { type Core, createCore } from '../../src/core/core.js';
import type { Kept } from '../../src/core/known-slots.js';
import { silentLogger } from '../../src/lib/logger.js';
import type { OcsBridge } from '../../src/ocs/http-bridge.js';
import { createMultiSmurfManager, type MultiSmurfManager } from '../../src/ocs-face/multismurf-manager.js';
import { createSteadyStores, type SteadyStores } from '../../src/storage/steady-stores.js';
import { createConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { createBridge } from './bridge.js';
import { createLink, type Link, type SentCall } from './link.js';
import type { Network } from './network.js';
import { createProcessClock, type ProcessClock } from './process-clock.js';
import type { Random } from './random.js';
import { createSimulatedStores, type Disk, noted } from './store.js';
import type { WorldClock } from './world-clock.js';

/** The configuration of the server of one seed. */
export interface ServerHabits {
  readonly expireSeconds: number;
  readonly lostSeconds: number;
  readonly holdSeconds: number;
  readonly hasBridge: boolean;
  /** Whether the server is also an agent of the OCS network. */
  readonly hasOcsFace: boolean;
}

/** The server from its start to its end. */
export interface Life {
  readonly process: ProcessClock;
  readonly link: Link;
  readonly connection: WampConnection;
  readonly bridge: OcsBridge | null;
  readonly core: Core;
  readonly stores: SteadyStores;
  /** The agent MultiSmurfManager of this server. */
  readonly manager: MultiSmurfManager | null;
}

export interface ServerOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly network: Network;
  readonly disk: Disk;
  readonly habits: ServerHabits;
  readonly onCall: (call: SentCall) => void;
  readonly onEvent: (topic: string, args: readonly unknown[]) => void;
  readonly onStart: (life: Life) => void;
  readonly onDeath: (life: Life) => void;
  readonly count: (event: string) => void;
  readonly note: (text: string) => void;
}

/** The server: one core on one disk; it can be killed and started again, and then continues its open runs. */
export interface Server {
  /** Null while it is dead. */
  readonly life: Life | null;
  /** Reads the disk, and begins after that. */
  start(): void;
  kill(): void;
  /** Closes it cleanly. */
  close(): Promise<void>;
}

/** The timeout of a run whose request has none. */
const DEFAULT_TIMEOUT_SECONDS = 60;

export function createServer(options: ServerOptions): Server {
  const { world, random, network, disk, habits, note } = options;
  let life: Life | null = null;
  let isStarting = false;

  function kill(): void {
    const dead = life;
    if (!dead) return;
    life = null;
    note('the server is killed');
    dead.process.kill();
    dead.link.end();
    options.onDeath(dead);
  }

  function begin(kept: Kept): void {
    const process = createProcessClock(world);
    const { onCall, onEvent } = options;
    const link = createLink({ world, process, network, onCall, onEvent });
    const connection = createConnection('the simulated router', link.open, {
      ...{ realm: 'test_realm', clock: process, logger: silentLogger },
      backoff: { initialMs: 0, maxMs: 0 },
    });
    const bridge = habits.hasBridge ? createBridge(network, process) : null;
    const raw = createSimulatedStores({ disk, process, random, kill, count: options.count });
    const stores = createSteadyStores(raw, { place: 'the disk', clock: process, logger: silentLogger });
    const core = createCore({
      ...{ connection, bridge },
      place: { url: 'ws://router', realm: 'test_realm', addressRoot: 'observatory', site: null },
      expireTimeMs: habits.expireSeconds * 1000,
      timeoutFor: () => DEFAULT_TIMEOUT_SECONDS,
      patience: habits,
      ...{ store: noted(stores.runs, disk), slotStore: stores.slots, kept, storeHealth: stores.health },
      ...{ clock: process, logger: silentLogger },
    });
    const manager = habits.hasOcsFace
      ? createMultiSmurfManager({
          ...{ core, instanceId: 'multismurf', agentClass: 'MultiSmurfManager', logger: silentLogger },
        })
      : null;
    life = { process, link, connection, bridge, core, stores, manager };
    options.onStart(life);
  }

  return {
    get life() {
      return life;
    },
    start() {
      if (life || isStarting) return;
      note('the server starts');
      isStarting = true;
      void Promise.all([disk.runs.open(), disk.slots.load()]).then(([runs, slots]) => {
        isStarting = false;
        begin({ runs, slots });
      });
    },
    kill,
    async close() {
      if (!life) return;
      await life.manager?.close();
      life.core.close();
      life.bridge?.close();
      await life.connection.close();
      await life.stores.settled();
      life.stores.close();
    },
  };
}
