import { fileURLToPath } from 'node:url';
import type { BenchNetwork } from './network.js';
import type { Request } from './slots-worker.js';
import { startWorker } from './worker.js';

/** Simulated slots in a process of their own. */
export interface SimulatedSlots {
  /** How many calls the agents have got. */
  calls(): Promise<number>;
  close(): Promise<void>;
}

/** Starts slots, and runs each of the operations on each slot once. */
export async function startSimulatedSlots(
  { url }: Pick<BenchNetwork, 'url'>,
  slots: number,
  operations: readonly string[] = [],
): Promise<SimulatedSlots> {
  const worker = startWorker({
    name: 'simulated slots',
    command: process.execPath,
    args: [fileURLToPath(new URL('slots-worker.js', import.meta.url)), url, String(slots)],
  });
  const ask = <Reply>(request: Request) => worker.ask<Reply>(request);
  try {
    await ask({ start: operations });
  } catch (error) {
    await worker.close();
    throw error;
  }
  return { calls: () => ask<number>({ calls: true }), close: () => worker.close() };
}
