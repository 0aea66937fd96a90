import { fileURLToPath } from 'node:url';
import { progress } from '../lib/findings.js';
import { processorSeconds } from '../lib/process-usage.js';
import type { Calls } from '../lib/slots.js';
import { startWorker } from '../lib/worker.js';
import { QUERY, startContenders } from './contenders.js';
import type { Report, Request } from './load.js';

/** Without any query, the server reads a session when its agent has read the state of the slot, and get_api once a minute. */
const STATE_SECONDS = 10;
const SWEEP_SECONDS = 60;
/** What is measured on one number of slots. */
export interface Plan {
  readonly slots: number;
  /** One after the other. */
  readonly clients: readonly number[];
  readonly seconds: number;
  /** So many requests in place of a time. */
  readonly amount?: number;
}

/** One server with one number of clients. */
export interface Cell extends Report {
  readonly server: string;
  readonly slots: number;
  readonly clients: number;
  readonly length: number;
  /** How much of a core the load generator took. */
  readonly busiest: number;
  /** Calls that the agents got meanwhile, and how many they get at most without any query. */
  readonly calls: number;
  readonly usualCalls: number;
}

/** Loads MultiSmurf and the route of plain JSON in turn. */
export async function measure({
  slots: count,
  clients,
  seconds,
  amount,
}: Plan): Promise<(readonly [Cell, Cell])[]> {
  progress(`starting ${count} slots`);
  const { slots, multismurf, plain, length, close } = await startContenders(count);

  async function load(server: string, url: string, of: Pick<Request, 'clients' | 'seconds' | 'amount'>) {
    const worker = startWorker({
      name: 'autocannon',
      command: process.execPath,
      args: [fileURLToPath(new URL('load.js', import.meta.url))],
    });
    try {
      const request: Request = { url, body: JSON.stringify({ query: QUERY }), length, ...of };
      await slots.calls();
      const usedBefore = processorSeconds(worker.pid);
      const began = performance.now();
      const report = await worker.ask<Report>(request);
      const elapsed = (performance.now() - began) / 1000;
      return {
        ...{ server, slots: count, clients: of.clients, length, ...report },
        busiest: (processorSeconds(worker.pid) - usedBefore) / elapsed,
        calls: sum(await slots.calls()),
        usualCalls: count * (Math.ceil(elapsed / STATE_SECONDS) + Math.ceil(elapsed / SWEEP_SECONDS)),
      };
    } finally {
      await worker.close();
    }
  }

  const pairs: (readonly [Cell, Cell])[] = [];
  try {
    if (amount === undefined) await load('warming up', multismurf.url, { clients: 1, seconds: 2 });
    for (const number of clients) {
      progress(`${count} slots, ${number} clients`);
      const of = { clients: number, seconds, ...(amount !== undefined && { amount }) };
      const ours = await load('MultiSmurf', multismurf.url, of);
      pairs.push([ours, await load('plain JSON: the limit', plain.url, of)]);
    }
    return pairs;
  } finally {
    await close();
  }
}

const sum = (calls: Calls) => Object.values(calls).reduce((all, count) => all + count, 0);
