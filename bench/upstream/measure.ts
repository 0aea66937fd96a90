import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { MultiSmurf } from '../../test/interop/multismurf.js';
import { processorSeconds } from '../lib/process-usage.js';
import type { SlotNetwork } from '../lib/slot-network.js';
import type { Calls } from '../lib/slots.js';
import { startWorker } from '../lib/worker.js';
import type { ClientsReport, ClientsRequest } from './clients.js';

const RUN = `mutation ($params: JSON, $streamIds: [ID!]) {
  runOperation(operation: "take_noise", params: $params, streamIds: $streamIds) { id }
}`;
const RUN_STATUS = 'query ($id: ID!) { run(id: $id) { status } }';
const NAMES = '{ smurfInstances { streamId } }';
/** Between a change and a measurement. A run asks more often just after its start. */
const REST_MS = 3000;
/** After a run should have ended. */
const LATE_MS = 15_000;

export interface Plan {
  readonly clients: number;
  readonly seconds: number;
  /** So many slots run an operation in the second measurement. */
  readonly running: number;
}

/** What the server asked of the slots with so many clients. */
export interface Upstream extends ClientsReport {
  readonly clients: number;
  /** The number of slots that ran an operation, in a run that the clients follow. */
  readonly running: number;
  readonly seconds: number;
  /** Calls that arrived at the slots, by action. */
  readonly calls: Calls;
  readonly serverCores: number;
  readonly clientCores: number;
}

/** Measures the calls while nothing runs, and while a run is followed. */
export async function measureCalls(
  slots: SlotNetwork,
  server: MultiSmurf,
  { clients, seconds, running }: Plan,
): Promise<readonly Upstream[]> {
  const worker = startWorker({
    name: 'clients',
    command: process.execPath,
    args: [fileURLToPath(new URL('clients.js', import.meta.url))],
  });
  const ask = <Reply>(request: ClientsRequest) => worker.ask<Reply>(request);

  async function measure(runningNow: number): Promise<Upstream> {
    await sleep(REST_MS);
    await Promise.all([ask({ report: true }), slots.calls()]);
    const pids = [server.process.pid, worker.pid];
    const before = pids.map(processorSeconds);
    const began = performance.now();
    await sleep(seconds * 1000);
    const [calls, report] = await Promise.all([slots.calls(), ask<ClientsReport>({ report: true })]);
    const elapsed = (performance.now() - began) / 1000;
    const [serverCores = 0, clientCores = 0] = pids.map(
      (pid, index) => (processorSeconds(pid) - (before[index] ?? 0)) / elapsed,
    );
    return { ...report, clients, running: runningNow, seconds: elapsed, calls, serverCores, clientCores };
  }

  try {
    await ask({ open: { url: server.url, wsUrl: server.wsUrl, clients } });
    const idle = await measure(0);
    const id = await startRun(server, running, seconds + (2 * REST_MS) / 1000);
    await ask({ follow: id });
    const busy = await measure(running);
    await untilEnded(server, id);
    return [idle, busy];
  } finally {
    await worker.close();
  }
}

async function startRun(server: MultiSmurf, slots: number, duration: number): Promise<string> {
  const { data: names } = await server.request<{ smurfInstances: { streamId: string }[] }>(NAMES);
  const streamIds = names?.smurfInstances.slice(0, slots).map(({ streamId }) => streamId);
  const variables = { params: { duration }, streamIds };
  const { data, errors } = await server.request<{ runOperation: { id: string } }>(RUN, variables);
  if (!data) throw new Error(`runOperation was rejected: ${JSON.stringify(errors)}`);
  return data.runOperation.id;
}

async function untilEnded(server: MultiSmurf, id: string): Promise<void> {
  const deadline = performance.now() + LATE_MS;
  while (performance.now() < deadline) {
    const { data } = await server.request<{ run: { status: string } }>(RUN_STATUS, { id });
    if (data?.run.status !== 'RUNNING') return;
    await sleep(200);
  }
  throw new Error('the run has not ended in time');
}
