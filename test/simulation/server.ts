import { type Core, createCore } from '../../src/core/core.js';
import type { AccessDirector } from '../../src/core/grants/grant-tools.js';
import type { Groups } from '../../src/core/slots/groups.js';
import type { Logger } from '../../src/lib/logger.js';
import type { OcsBridge } from '../../src/ocs/http-bridge.js';
import { createMultiSmurfManager, type MultiSmurfManager } from '../../src/ocs-face/multismurf-manager.js';
import { createConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { createBridge } from './bridge.js';
import { createLink, type Link, type SentCall } from './link.js';
import type { Network } from './network.js';
import { openStorage, type Storage } from './open-storage.js';
import { createProcessClock, type ProcessClock } from './process-clock.js';
import type { Random } from './random.js';
import { type Disk, noted } from './store.js';
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
  /** The number of the server; the first is 0. */
  readonly server: number;
  readonly process: ProcessClock;
  readonly link: Link;
  readonly connection: WampConnection;
  readonly bridge: OcsBridge | null;
  readonly core: Core;
  readonly storage: Storage;
  /** The agent MultiSmurfManager of this server. */
  readonly manager: MultiSmurfManager | null;
}

export interface ServerOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly network: Network;
  readonly disk: Disk;
  readonly habits: ServerHabits;
  readonly number: number;
  /** Whether other servers use the same disk. */
  readonly isShared: boolean;
  readonly director: AccessDirector | null;
  readonly groups: Groups;
  readonly logger: Logger;
  readonly onCall: (call: SentCall) => void;
  /** The mark that a start really gets, by the mark in its parameters. */
  readonly markOf: (mark: string) => string;
  /** Called before the core is created. */
  readonly onStorage: (storage: Storage) => void;
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

/** A server that cannot open its storage is started again after this time. */
const AGAIN_MS = 1000;
/** The timeout of a run whose request has none. */
const DEFAULT_TIMEOUT_SECONDS = 60;

export function createServer(options: ServerOptions): Server {
  const { world, random, network, disk, habits, number, isShared, director, groups, logger, count } = options;
  const name = isShared ? `server ${number + 1}` : 'the server';
  const note = (text: string) => options.note(`${name} ${text}`);
  let life: Life | null = null;
  let isStarting = false;
  let starts = 0;

  function kill(): void {
    const dead = life;
    if (!dead) return;
    life = null;
    note('is killed');
    dead.process.kill();
    dead.link.end();
    options.onDeath(dead);
  }

  async function boot(): Promise<void> {
    const process = createProcessClock(world);
    const startAgain = () => void world.after(AGAIN_MS, () => void boot());
    function killThis(): void {
      if (life?.process === process) kill();
      else {
        process.kill();
        startAgain();
      }
    }
    try {
      const storage = await openStorage({
        ...{ disk, world, process, random, isShared, count, kill: killThis },
        ...{ server: number, sender: `${name}, start ${++starts}` },
      });
      isStarting = false;
      begin(process, storage);
    } catch {
      note('cannot open its storage');
      startAgain();
    }
  }

  function begin(process: ProcessClock, storage: Storage): void {
    const { stores, kept, peers } = storage;
    options.onStorage(storage);
    const { onCall, onEvent, markOf } = options;
    const link = createLink({ world, process, network, onCall, onEvent, markOf });
    const connection = createConnection('the simulated router', link.open, {
      ...{ realm: 'test_realm', clock: process, logger },
      backoff: { initialMs: 0, maxMs: 0 },
    });
    const bridge = habits.hasBridge ? createBridge(network, process) : null;
    const core = createCore({
      ...{ connection, bridge },
      place: { url: 'ws://router', realm: 'test_realm', addressRoot: 'observatory', site: null },
      expireTimeMs: habits.expireSeconds * 1000,
      timeoutFor: () => DEFAULT_TIMEOUT_SECONDS,
      patience: habits,
      ...{ store: noted(stores.runs, disk), slotStore: stores.slots, kept, storeHealth: stores.health },
      peers,
      ...{ accessDirector: director, groups, clock: process, logger },
    });
    const manager = habits.hasOcsFace
      ? createMultiSmurfManager({
          ...{ core, instanceId: 'multismurf', agentClass: 'MultiSmurfManager', logger },
        })
      : null;
    life = { server: number, process, link, connection, bridge, core, storage, manager };
    options.onStart(life);
  }

  return {
    get life() {
      return life;
    },
    start() {
      if (life || isStarting) return;
      note('starts');
      isStarting = true;
      void boot();
    },
    kill,
    async close() {
      if (!life) return;
      await life.manager?.close();
      await life.core.grantHolder.close();
      life.core.close();
      life.bridge?.close();
      await life.connection.close();
      await life.storage.close();
    },
  };
}
