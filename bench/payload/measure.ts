import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BenchNetwork } from '../lib/network.js';
import { processorSeconds } from '../lib/process-usage.js';
import { startWorker, type Worker } from '../lib/worker.js';
import type { Report, Request } from './subscribers.js';
import type { Selection } from './updates.js';

/** So that the server is idle after its start. */
const REST_MS = 2000;

/** One size of the data with one selection. */
export interface Measurement {
  readonly selection: Selection;
  readonly subscribers: number;
  /** The number of readings times subscribers, and how many of these arrived. */
  readonly due: number;
  readonly arrived: number;
  readonly megabytes: number;
  /** How much of a core the server took, and the busiest of the other processes that it depends on. */
  readonly cores: number;
  readonly busiest: number;
  /** Processor time of the server for each update that arrived. */
  readonly microseconds: number;
}

/** Follows the sessions of all slots with a new server. */
export async function measure(
  network: BenchNetwork,
  agents: Worker,
  { selection, subscribers, seconds }: { selection: Selection; subscribers: number; seconds: number },
): Promise<Measurement> {
  const reads = () => agents.ask<number>({});
  const server = await network.serve();
  const clients = startWorker({
    name: 'subscribers',
    command: process.execPath,
    args: [fileURLToPath(new URL('subscribers.js', import.meta.url))],
  });
  const ask = <Reply>(request: Request) => clients.ask<Reply>(request);
  try {
    await sleep(REST_MS);
    await ask({ connect: { url: server.wsUrl, count: subscribers, selection } });
    await sleep(REST_MS);
    const pids = [server.process.pid, clients.pid, agents.pid];
    const before = pids.map(processorSeconds);
    const [first, began] = [(await reads()) + 1, performance.now()];
    await sleep(seconds * 1000);
    const last = await reads();
    const elapsed = (performance.now() - began) / 1000;
    const [used = 0, ...others] = pids.map((pid, i) => processorSeconds(pid) - (before[i] ?? 0));
    const { arrived, bytes } = await ask<Report>({ report: { first, last } });
    return {
      ...{ selection, subscribers, arrived },
      due: (last - first + 1) * subscribers,
      megabytes: bytes / 1e6,
      cores: used / elapsed,
      busiest: Math.max(...others) / elapsed,
      microseconds: (used / arrived) * 1e6,
    };
  } finally {
    await clients.close();
    await server.stop();
  }
}
