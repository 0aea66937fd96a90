import { fileURLToPath } from 'node:url';
import type { BenchNetwork } from './network.js';
import { processorSeconds } from './process-usage.js';
import type { Calls, Shown, SlotsRequest } from './slots.js';
import { startWorker, type Worker } from './worker.js';

/** The time scale with which the operations take almost no time. */
export const AT_ONCE = 0.00001;
/** With more slots in one process, this process would be the limit. */
const SLOTS_PER_WORKER = 500;

/** Simulated slots in processes of their own. */
export interface SlotNetwork {
  /** Adds slots up to this number, and resolves when all of them answer. */
  grow(slots: number): Promise<void>;
  /** Starts an operation on this number of slots, spread over all processes. */
  start(wanted: {
    readonly slots: number;
    readonly everyMs: number;
    readonly operation: string;
    readonly params: object;
  }): Promise<readonly Shown[]>;
  /** Runs each of the operations once on each slot. */
  run(operations: readonly string[]): Promise<void>;
  /** All slots read their state at this interval from now on; it is 10 s before. */
  readEvery(seconds: number): Promise<void>;
  /** The calls that have arrived at the slots since the last request, by action. */
  calls(): Promise<Calls>;
  /** Begins a measurement of the router and the slots; the result is how much of a core the busiest process took. */
  measureLoad(): () => number;
  close(): Promise<void>;
}

/** @param timeScale seconds here for each second on real hardware */
export function createSlotNetwork(network: BenchNetwork, timeScale = 1): SlotNetwork {
  const workers: Worker[] = [];
  let opened = 0;
  const askAll = <Reply>(request: SlotsRequest) =>
    Promise.all(workers.map((worker) => worker.ask<Reply>(request)));

  return {
    async grow(slots) {
      const { url, realm, addressRoot } = network;
      const opening: Promise<unknown>[] = [];
      while (opened < slots) {
        const count = Math.min(SLOTS_PER_WORKER, slots - opened);
        const worker = startSlots();
        workers.push(worker);
        const request: SlotsRequest = { open: { url, realm, addressRoot, first: opened, count, timeScale } };
        opening.push(worker.ask(request));
        opened += count;
      }
      await Promise.all(opening);
    },
    async start(wanted) {
      const slots = Math.ceil(wanted.slots / workers.length);
      return (await askAll<readonly Shown[]>({ start: { ...wanted, slots } })).flat();
    },
    async run(operations) {
      await askAll({ run: operations });
    },
    async readEvery(seconds) {
      await askAll({ readEvery: seconds });
    },
    async calls() {
      const total: Record<string, number> = {};
      for (const calls of await askAll<Calls>({ calls: true })) {
        for (const [action, count] of Object.entries(calls)) total[action] = (total[action] ?? 0) + count;
      }
      return total;
    },
    measureLoad() {
      const pids = [network.routerPid, ...workers.map(({ pid }) => pid)];
      const before = pids.map(processorSeconds);
      const began = performance.now();
      return () => {
        const used = pids.map((pid, index) => processorSeconds(pid) - (before[index] ?? 0));
        return (Math.max(...used) / (performance.now() - began)) * 1000;
      };
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function startSlots(): Worker {
  return startWorker({
    name: 'slots',
    command: process.execPath,
    args: [fileURLToPath(new URL('slots.js', import.meta.url))],
  });
}
