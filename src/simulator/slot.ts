import type { WampConnection } from '../wamp/types.js';
import {
  createPysmurfController,
  type PysmurfController,
  type PysmurfControllerOptions,
} from './pysmurf-controller/controller.js';
import { createHardware } from './pysmurf-controller/hardware.js';

export interface SimulatedSlotOptions extends Omit<PysmurfControllerOptions, 'connection' | 'hardware'> {
  /** Makes a connection of the agent's own; it is closed with the agent. */
  connect(): WampConnection;
}

/** A simulated slot whose agent can die and come back, while the hardware stays as it was. */
export interface SimulatedSlot extends Omit<PysmurfController, 'registered' | 'close'> {
  /** Resolves when the present agent first answers on the network. */
  registered(): Promise<void>;
  /** The agent vanishes in the middle of whatever it does. Does nothing if it is gone already. */
  crash(): Promise<void>;
  /** Starts the agent again, with the same ids and no sessions; ends the present one first, if there is one. */
  restart(): Promise<void>;
  /** Ends the agent for good. */
  close(): Promise<void>;
}

export function createSimulatedSlot({ connect, ...options }: SimulatedSlotOptions): SimulatedSlot {
  const hardware = createHardware(options);
  let life = begin();
  let gone: Promise<void> | null = null;

  function begin(): { readonly connection: WampConnection; readonly controller: PysmurfController } {
    const connection = connect();
    return { connection, controller: createPysmurfController({ ...options, connection, hardware }) };
  }

  /** Without the link first, the agent would still tell how its sessions ended. */
  async function end(): Promise<void> {
    await life.connection.close();
    await life.controller.close();
  }

  function crash(): Promise<void> {
    gone ??= end();
    return gone;
  }

  return {
    instanceId: options.instanceId,
    address: life.controller.address,
    streamId: options.streamId,
    hardware,
    registered: () => life.controller.registered,
    session: (operation) => life.controller.session(operation),
    failNext: (operation, traceback) => life.controller.failNext(operation, traceback),
    crash,
    async restart() {
      await crash();
      life = begin();
      gone = null;
    },
    async close() {
      if (!gone) await life.controller.close();
      await crash();
    },
  };
}
