import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processorSeconds, residentBytes } from '../lib/process-usage.js';
import { syncWallClock, wallClock } from '../lib/wall-clock.js';
import { startWorker, type Worker } from '../lib/worker.js';
import type { Load } from './cells.js';
import type { FeedServer } from './servers.js';
import type { Report, Request, Subscribing } from './subscribers.js';

/** With too many sockets in one process, this process would be the limit. */
const SOCKETS_PER_WORKER = 500;
/** Of a load of 1 Hz, a process can take more. */
const SLOW_SOCKETS_PER_WORKER = 2000;
/** A pause, so that the server is idle after its start or after 2,000 new sockets. */
const REST_MS = 2000;

/** What one server did with one number of subscribers. */
export interface Measurement {
  /** The number of messages published times subscribers, and how many of these arrived. */
  readonly due: number;
  readonly arrived: number;
  /** Processor time of the server for each message that arrived. */
  readonly microseconds: number;
  /** How much of a core the server took. */
  readonly cores: number;
  /** Growth of the server's memory for each subscriber, from before they connect to after the last message. */
  readonly kilobytes: number;
  /** From publishing to the subscriber, in milliseconds. */
  readonly delays: readonly number[];
  /** How much of a core the busiest process of subscribers took. */
  readonly busiest: number;
  /** One received frame. */
  readonly example: string;
}

/** Publishes the messages of a load, and measures the results. */
export async function measure(
  server: FeedServer,
  { subscribers, messages, rateHz, numbers, different = false }: Omit<Load, 'name' | 'over' | 'peers'>,
): Promise<Measurement> {
  const count = Math.ceil(subscribers / (rateHz > 1 ? SOCKETS_PER_WORKER : SLOW_SOCKETS_PER_WORKER));
  const workers = Array.from({ length: count }, startSubscribers);
  const askAll = <Reply>(request: Request) =>
    Promise.all(workers.map((worker) => worker.ask<Reply>(request)));
  let n = 0;
  const publish = () => server.publish({ n: n++, sentAt: wallClock(), numbers });
  try {
    await sleep(REST_MS);
    const bytesBefore = residentBytes(server.pid);
    // A subscription is active when its first message has arrived.
    const flowing = setInterval(publish, 1000);
    await connectAll(workers, { ...server, different }, subscribers).finally(() => clearInterval(flowing));
    await sleep(REST_MS);

    syncWallClock();
    await askAll({ window: { first: n, last: n + messages - 1 } });
    const processes = [server, ...workers];
    const before = processes.map(({ pid }) => processorSeconds(pid));
    const began = performance.now();
    for (let tick = 0; tick < messages; tick += 1) {
      await sleep(began + (tick * 1000) / rateHz - performance.now());
      publish();
    }
    const reports = await askAll<Report>({ report: true });
    const seconds = (performance.now() - began) / 1000;
    const [used = 0, ...usedByWorkers] = processes.map(
      ({ pid }, i) => processorSeconds(pid) - (before[i] ?? 0),
    );
    const arrived = reports.reduce((sum, report) => sum + report.arrived, 0);
    return {
      due: subscribers * messages,
      arrived,
      microseconds: (used / arrived) * 1e6,
      cores: used / seconds,
      kilobytes: (residentBytes(server.pid) - bytesBefore) / 1000 / subscribers,
      delays: reports.flatMap(({ delays }) => delays.map((delay) => delay / 100)),
      busiest: Math.max(...usedByWorkers) / seconds,
      example: reports[0]?.example ?? '',
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

/** Connects the same number with each worker. */
export async function connectAll(
  workers: readonly Worker[],
  { url, over, graphql, certificate, document, different }: Subscribing,
  subscribers: number,
): Promise<void> {
  const count = subscribers / workers.length;
  const how = {
    ...{ url, over, graphql, count },
    ...(certificate !== undefined && { certificate }),
    ...(document !== undefined && { document }),
    ...(different !== undefined && { different }),
  };
  const connect = (worker: Worker, i: number) =>
    worker.ask({ connect: { ...how, first: i * count } } satisfies Request);
  await Promise.all(workers.map(connect));
}

export function startSubscribers(): Worker {
  return startWorker({
    name: 'subscribers',
    command: process.execPath,
    args: [fileURLToPath(new URL('subscribers.js', import.meta.url))],
  });
}
