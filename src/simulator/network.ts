import { type Clock, systemClock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import { createRouter } from '../router/router.js';
import { createSimulation } from './simulation.js';
import type { SimulatedSlot } from './slot.js';

const REALM = 'test_realm';
const ADDRESS_ROOT = 'observatory';

/** How long the agents may take to join. On a laptop, this takes far less than a second. */
const START_SECONDS = 20;

export interface SimulatedNetworkOptions {
  /** Number of slots, each with an agent. More than six slots are in several crates. */
  readonly slots: number;
  /** The same seed gives the same detectors and results. */
  readonly seed: number;
  /** Seconds that an operation takes here for each second on real hardware. */
  readonly timeScale: number;
  /** Seconds between two readings of a slot's state; 10 by default. */
  readonly pollInterval?: number;
  /** Instance id of the agent that sets faults at run time. By default there is no such agent. */
  readonly simulatorId?: string;
  /** Faults from the beginning: `s3:take_noise=raise`, see `parseFault`. */
  readonly faults?: readonly string[];
  /** Of every agent; none by default. */
  readonly accessPolicy?: AccessPolicy;
  /** TCP port of the router on the loopback interface; any free one by default. */
  readonly port?: number;
  readonly logger: Logger;
  readonly clock?: Clock;
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
export async function startSimulatedNetwork({
  port = 0,
  ...options
}: SimulatedNetworkOptions): Promise<SimulatedNetwork> {
  const { logger, slots, clock = systemClock } = options;
  const {
    url,
    httpUrl,
    realm,
    close: closeRouter,
  } = await createRouter({ port, realm: REALM, logger, clock });
  const simulation = createSimulation({ ...options, url, realm, addressRoot: ADDRESS_ROOT });

  async function close(): Promise<void> {
    await simulation.close();
    await closeRouter();
  }

  const enough = new AbortController();
  const late = clock
    .sleep(START_SECONDS * 1000, enough.signal)
    .then(
      () => new Error(`The ${slots} simulated agents did not join the router within ${START_SECONDS} s.`),
    );
  const error = await Promise.race([simulation.started.then(() => null), simulation.failed, late]);
  enough.abort();
  if (error !== null) {
    await close();
    throw error;
  }
  return { url, httpUrl, realm, addressRoot: ADDRESS_ROOT, controllers: simulation.slots, close };
}
