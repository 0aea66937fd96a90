import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../lib/logger.js';
import { createWampConnection } from '../wamp/connection.js';
import { createRouter } from './router/router.js';
import { createSimulatedSlot, type SimulatedSlot } from './slot.js';

const REALM = 'test_realm';
const ADDRESS_ROOT = 'observatory';

/** A SMuRF crate has cards in slots 2 to 7. */
const FIRST_SLOT = 2;
const SLOTS_PER_CRATE = 6;

/** How long the agents may take to join; on a laptop it is well below a second. */
const START_SECONDS = 20;

export interface SimulatedNetworkOptions {
  /** How many slots, each with an agent. Above six they stand in several crates. */
  readonly slots: number;
  /** The same seed gives the same detectors and results. */
  readonly seed: number;
  /** Seconds that an operation takes here for each second on real hardware. */
  readonly timeScale: number;
  /** Seconds between two readings of a slot's state; 10 unless given. */
  readonly pollInterval?: number;
  /** TCP port of the router on the loopback interface; any that is free unless given. */
  readonly port?: number;
  readonly logger: Logger;
}

export interface SimulatedNetwork {
  /** Of the router: `ws://127.0.0.1:PORT/ws`. */
  readonly url: string;
  /** Of its HTTP bridge, which OCS's own clients use. */
  readonly httpUrl: string;
  readonly realm: string;
  readonly addressRoot: string;
  readonly controllers: readonly SimulatedSlot[];
  /** Ends the agents, then the router. */
  close(): Promise<void>;
}

/** Starts a router and simulated agents on it; resolves when every agent answers. */
export async function startSimulatedNetwork(options: SimulatedNetworkOptions): Promise<SimulatedNetwork> {
  const { slots, seed, timeScale, pollInterval, port = 0, logger } = options;
  const { url, httpUrl, realm, close: closeRouter } = await createRouter({ port, realm: REALM, logger });
  const controllers = Array.from({ length: slots }, (_, index) =>
    createSimulatedSlot({
      ...placeOf(index, slots),
      connect: () => createWampConnection({ url, realm, logger }),
      addressRoot: ADDRESS_ROOT,
      streamId: streamIdOf(index),
      // Slots with one number in different crates differ in the seed.
      seed: seed + 1000 * Math.floor(index / SLOTS_PER_CRATE),
      timeScale,
      ...(pollInterval !== undefined && { pollInterval }),
      logger,
    }),
  );

  async function close(): Promise<void> {
    await Promise.all(controllers.map((controller) => controller.close()));
    await closeRouter();
  }

  const enough = new AbortController();
  const late = delay(START_SECONDS * 1000, 'late', { signal: enough.signal });
  const all = Promise.all(controllers.map((controller) => controller.registered()));
  const first = await Promise.race([all, late]);
  if (first === 'late') {
    await close();
    throw new Error(`The ${slots} simulated agents did not join the router within ${START_SECONDS} s.`);
  }
  late.catch(() => {});
  enough.abort();
  return { url, httpUrl, realm, addressRoot: ADDRESS_ROOT, controllers, close };
}

function placeOf(index: number, slots: number): { readonly slot: number; readonly instanceId: string } {
  const slot = FIRST_SLOT + (index % SLOTS_PER_CRATE);
  const crate = slots > SLOTS_PER_CRATE ? `crate${1 + Math.floor(index / SLOTS_PER_CRATE)}-` : '';
  return { slot, instanceId: `pysmurf-controller-${crate}s${slot}` };
}

/** Detector modules are named for their kind: `mv` for 90 and 150 GHz, `uv` for 220 and 280 GHz. */
const MODULES = [
  'ufm_mv5',
  'ufm_mv12',
  'ufm_mv17',
  'ufm_mv23',
  'ufm_mv27',
  'ufm_mv33',
  'ufm_mv35',
  'ufm_uv31',
  'ufm_uv38',
  'ufm_uv39',
  'ufm_uv42',
  'ufm_uv46',
  'ufm_uv47',
  'ufm_mv7',
  'ufm_mv9',
  'ufm_mv15',
  'ufm_mv18',
  'ufm_mv19',
  'ufm_mv22',
  'ufm_mv29',
] as const;

function streamIdOf(index: number): string {
  return MODULES[index] ?? `ufm_mv${50 + index}`;
}
