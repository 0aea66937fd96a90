import { systemClock } from '../lib/clock.js';
import type { Closable, WampConnection } from '../wamp/types.js';
import { DEFAULT_SECONDS, type Fault, operationOf } from './fault.js';
import { withFaults } from './faulty-connection.js';
import {
  createPysmurfController,
  type PysmurfController,
  type PysmurfControllerOptions,
} from './pysmurf-controller/controller.js';
import { createFaults } from './pysmurf-controller/faults.js';
import { createHardware } from './pysmurf-controller/hardware.js';

export interface SimulatedSlotOptions
  extends Omit<PysmurfControllerOptions, 'connection' | 'hardware' | 'faults' | 'end'> {
  /** Makes a connection of the agent's own; it is closed with the agent. */
  connect(): WampConnection;
}

/** A simulated slot. Its agent can die and come back; the hardware keeps its state. */
export interface SimulatedSlot extends Omit<PysmurfController, 'registered' | 'close'> {
  /** Resolves when the current agent first answers on the network. */
  registered(): Promise<void>;
  /**
   * Sets a fault until the result is closed. Faults add up, and remain when the agent restarts. When a crash is closed,
   * the agent comes back: `registered` resolves when it answers.
   * @throws for an unknown operation
   */
  fault(fault: Fault): Closable;
  /** Kills the agent, in the middle of its work. Does nothing if it is already dead. */
  crash(): Promise<void>;
  /** Starts the agent again, with the same ids and without sessions. Ends the current agent first, if there is one. */
  restart(): Promise<void>;
  /** Ends the agent for good. */
  close(): Promise<void>;
}

/**
 * The agent is up or down. Changes are carried out one after the other:
 *
 *     up ──crash──▶ down ──restart──▶ up          close() leads from either to closed
 */
export function createSimulatedSlot({ connect, ...options }: SimulatedSlotOptions): SimulatedSlot {
  const { clock = systemClock } = options;
  const hardware = createHardware(options);
  const faults = createFaults();
  const closing = new AbortController();
  let life = begin();
  let isUp = true;
  /** True if a fault, not `crash()`, ended the agent: it comes back when the fault ends. */
  let isDownByFault = false;
  let changes: Promise<void> = Promise.resolve();

  function begin(): { readonly connection: WampConnection; readonly controller: PysmurfController } {
    const connection = withFaults(connect(), faults, clock);
    const end = (backAfter: number | null) => void endByFault(backAfter);
    return {
      connection,
      controller: createPysmurfController({ ...options, connection, hardware, faults, end }),
    };
  }

  function inTurn(change: () => Promise<void>): Promise<void> {
    changes = changes.then(change);
    return changes;
  }

  /** Closes the connection first; otherwise the agent would still report the ends of its sessions. */
  async function goDown(): Promise<void> {
    if (!isUp) return;
    isUp = false;
    await life.connection.close();
    await life.controller.close();
  }

  async function goUp(): Promise<void> {
    if (isUp) return;
    // The start of an agent is identified by its time, so two starts must not have the same time.
    await clock.sleep(1, closing.signal);
    if (closing.signal.aborted) return;
    life = begin();
    isUp = true;
    isDownByFault = false;
  }

  function endByFault(backAfter: number | null): Promise<void> {
    return inTurn(async () => {
      if (!isUp) return;
      await goDown();
      isDownByFault = true;
      if (backAfter === null) return;
      await clock.sleep(backAfter * 1000, closing.signal);
      await goUp();
    });
  }

  return {
    instanceId: options.instanceId,
    address: life.controller.address,
    streamId: options.streamId,
    hardware,
    async registered() {
      await changes;
      await life.controller.registered;
    },
    session: (operation) => life.controller.session(operation),
    failNext: (operation, traceback) => life.controller.failNext(operation, traceback),
    fault(fault) {
      const held = faults.hold(fault);
      let isHeld = true;
      if (operationOf(fault) === undefined) {
        if (fault.kind === 'crash') void endByFault(null);
        if (fault.kind === 'restart') void endByFault(fault.seconds ?? DEFAULT_SECONDS.restart);
      }
      return {
        close() {
          if (!isHeld) return;
          isHeld = false;
          held.close();
          if (fault.kind !== 'crash') return;
          void inTurn(async () => {
            if (isDownByFault && !faults.isHeld('crash')) await goUp();
          });
        },
      };
    },
    crash: () => inTurn(goDown),
    restart: () =>
      inTurn(async () => {
        await goDown();
        await goUp();
      }),
    async close() {
      closing.abort();
      await inTurn(async () => {
        if (isUp) await life.controller.close();
        await goDown();
      });
    },
  };
}
