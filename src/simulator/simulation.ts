import { type Clock, systemClock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { Agent } from '../ocs/agent/agent.js';
import { createWampConnection } from '../wamp/connection.js';
import type { WampAuth } from '../wamp/credentials.js';
import type { WampConnection } from '../wamp/types.js';
import { createAddressGuard } from './address-guard.js';
import { createFaultBoard } from './fault-board.js';
import { openSimulatorAgent } from './simulator-agent.js';
import { createSimulatedSlot, type SimulatedSlot } from './slot.js';
import { nameSlots, SLOTS_PER_CRATE } from './slot-names.js';

export interface SimulationOptions {
  /** URL of the router's WebSocket. */
  readonly url: string;
  readonly realm: string;
  readonly auth?: WampAuth;
  readonly addressRoot: string;
  /** Number of slots, each with an agent. More than six slots are in several crates. */
  readonly slots: number;
  /** As in `NamingOptions`. */
  readonly instancePrefix?: string;
  readonly streamPrefix?: string;
  /** Instance id of the agent that sets faults at run time. By default there is no such agent. */
  readonly simulatorId?: string;
  /** Faults from the beginning, as `parseFault` reads them. */
  readonly faults?: readonly string[];
  /** The same seed gives the same detectors and results. */
  readonly seed: number;
  /** Seconds that an operation takes here for each second on real hardware. */
  readonly timeScale: number;
  /** Seconds between two readings of a slot's state; 10 by default. */
  readonly pollInterval?: number;
  readonly accessPolicy?: AccessPolicy;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** Simulated slots on an OCS network. */
export interface Simulation {
  /** The connection of the simulation itself. Each slot has its own connection. */
  readonly connection: Pick<WampConnection, 'link' | 'onLinkChange'>;
  readonly slots: readonly SimulatedSlot[];
  /**
   * Resolves when every agent answers, even if the router is away for a long time. Never settles if the simulation is
   * closed or fails before that.
   */
  readonly started: Promise<void>;
  /**
   * Resolves when the simulation must end because another agent has one of its addresses. If this happens at the start,
   * nothing is simulated.
   */
  readonly failed: Promise<Error>;
  /** Ends the agents and their connections. */
  close(): Promise<void>;
}

/** Starts simulated slots on a network. Each agent has its own connection. */
export function createSimulation(options: SimulationOptions): Simulation {
  const { url, realm, auth, addressRoot, simulatorId, seed, timeScale, pollInterval, accessPolicy, logger } =
    options;
  const { clock = systemClock } = options;
  const names = nameSlots(options);
  const connect = () => createWampConnection({ url, realm, logger, clock, ...(auth && { auth }) });
  const own = connect();
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const guard = createAddressGuard({ connection: own, logger, clock, onTaken: fail });
  const slots: SimulatedSlot[] = [];
  let agent: Agent | undefined;
  let clearFaults = () => {};
  let isClosed = false;

  async function start(): Promise<void> {
    await own.connected();
    const ids = names.map(({ instanceId }) => instanceId);
    await guard.checkFree(
      [...ids, ...(simulatorId === undefined ? [] : [simulatorId])].map((id) => `${addressRoot}.${id}`),
    );
    if (isClosed) return;
    const named = names.map((name, index) => {
      const slot = createSimulatedSlot({
        slot: name.slot,
        instanceId: name.instanceId,
        streamId: name.streamId,
        connect: () => guard.watched(connect()),
        addressRoot,
        // The slots of different crates have different seeds.
        seed: seed + 1000 * Math.floor(index / SLOTS_PER_CRATE),
        timeScale,
        ...(pollInterval !== undefined && { pollInterval }),
        ...(accessPolicy && { accessPolicy }),
        logger,
        clock,
      });
      slots.push(slot);
      return { name, slot };
    });
    const board = createFaultBoard(named, clock);
    clearFaults = () => board.clear();
    if (simulatorId !== undefined) {
      const connection = guard.watched(own);
      agent = openSimulatorAgent({
        ...{ connection, addressRoot, instanceId: simulatorId, board, logger, clock },
        ...(accessPolicy && { accessPolicy }),
      });
    }
    await Promise.all([...slots.map((slot) => slot.registered()), agent?.registered]);
    if (isClosed) return;
    for (const fault of options.faults ?? []) board.set(fault);
  }

  async function close(): Promise<void> {
    isClosed = true;
    guard.close();
    await Promise.all([agent?.close(), ...slots.map((slot) => slot.close())]);
    // Only after the slots are closed: clearing a crash would start an agent again.
    clearFaults();
    await own.close();
  }

  const started = new Promise<void>((resolve) => {
    start().then(
      () => !isClosed && resolve(),
      (error: unknown) => !isClosed && fail(error instanceof Error ? error : new Error(String(error))),
    );
  });
  return { connection: own, slots, started, failed, close };
}
