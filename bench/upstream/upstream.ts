import { setTimeout as sleep } from 'node:timers/promises';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { startBenchNetwork } from '../lib/network.js';
import { createSlotNetwork } from '../lib/slot-network.js';
import { measureCalls, type Upstream } from './measure.js';
import { tableOf, wrongCells } from './report.js';

/** Some more than run something. */
const SLOTS = 12;
const RUNNING = 10;
/** As an agent reads by default. The readings are then spread over this time. */
const STATE_SECONDS = 10;
/** So that the server is idle after its start. */
const REST_MS = 3000;

/** Counts the calls that the server makes to the slots, for more and more clients. */
export async function benchUpstream({ quick }: RowOptions): Promise<Findings> {
  const plan = quick
    ? { clients: [0, 20], seconds: 2, slots: SLOTS, running: RUNNING }
    : { clients: [0, 10, 100, 1000], seconds: 20, slots: SLOTS, running: RUNNING };
  const network = await startBenchNetwork();
  const slots = createSlotNetwork(network);
  const measured: Upstream[] = [];
  try {
    await slots.grow(SLOTS);
    // Otherwise all read at the same moment, and a window of 20 s has two or three readings of each.
    await slots.readEvery(STATE_SECONDS);
    const server = await network.serve({ args: ['--max-sockets-per-address', '5000'] });
    await sleep(REST_MS);
    for (const clients of plan.clients) {
      progress(`${clients} clients`);
      measured.push(...(await measureCalls(slots, server, { ...plan, clients })));
    }
    await server.stop();
  } finally {
    await slots.close();
    await network.close();
  }
  return {
    table: tableOf(measured),
    figures: { ...plan, measured },
    invalid: wrongCells(measured, { ...plan, judged: !quick }),
  };
}
