import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { askAgent } from '../interop/agents.js';
import { type MultiSmurf, startMultiSmurf } from '../interop/multismurf.js';
import type { Controller, Network } from '../interop/network.js';
import { type AgentLog, followAgent } from './agent-log.js';
import { doFault } from './faults.js';
import { startLinkProxy } from './link-proxy.js';
import type { Command, Schedule } from './schedule.js';
import { createServerClock } from './server-clock.js';

export interface SeenSlot {
  readonly streamId: string | null;
  readonly status: string;
  readonly inferred: boolean;
  readonly reason: string | null;
  readonly sentAt: string | null;
  readonly session: { readonly sessionId: number; readonly startTime: string } | null;
}
export interface SeenRun {
  readonly id: string;
  readonly action: string;
  readonly operation: string;
  readonly status: string;
  readonly slots: readonly SeenSlot[];
}

/** Everything that is judged. */
export interface Played {
  readonly runs: readonly SeenRun[];
  /** The last state of each run that the subscription brought, by id. */
  readonly watched: ReadonlyMap<string, SeenRun>;
  /** What each slot did by its own lines, by stream id. */
  readonly agents: ReadonlyMap<string, AgentLog>;
  /** Requests that brought an error, or no answer. */
  readonly refusals: readonly string[];
  /** Lines of the server that no server may write. */
  readonly crashes: readonly string[];
}

const RUN = `id action operation status
  slots { streamId status inferred reason sentAt session { sessionId startTime } }`;
const ARGS = ['--expire-time', '8', '--lost-seconds', '30', '--hold-seconds', '10', '--log-level', 'info'];
/** Everything has a bound: the slowest is a call that is not answered, then a slot that is waited for. */
const CONVERGES_WITHIN_MS = 150_000;

/** Plays the schedule on a network whose slots are idle, and waits until all is well again. */
export async function playSchedule(network: Network, { seed, commands, faults }: Schedule): Promise<Played> {
  const { port } = new URL(network.url);
  const proxy = await startLinkProxy(Number(port));
  const urls = [
    '--site-hub',
    `ws://127.0.0.1:${proxy.port}/ws`,
    '--site-http',
    `http://127.0.0.1:${proxy.port}/call`,
  ];
  const clock = createServerClock(network.directory);
  const server = await startMultiSmurf(network, {
    name: `multismurf-${seed}`,
    args: [...ARGS, ...urls],
    env: clock.env,
  });
  await server.process.waitForLine(/initial scan of the network is complete/);
  const logs = network.controllers.map((controller) => followAgent(controller));
  const subscription = watchRuns(server);
  const refusals: string[] = [];
  try {
    const began = Date.now();
    const due = (at: number) => sleep(Math.max(0, began + at * 1000 - Date.now()));
    const mended = faults.map(async (fault) => {
      await due(fault.at);
      await doFault({ network, proxy, server: server.process, clock }, fault);
    });
    let last: Promise<string | undefined> = Promise.resolve(undefined);
    const sent = commands.map(async (command) => {
      await due(command.at);
      const answer = send(server, network.controllers, command, await settled(last, 1000), refusals);
      if (command.kind === 'run' || command.kind === 'stream') last = answer;
      await answer;
    });
    await Promise.all([...mended, ...sent]);
    await send(server, network.controllers, { kind: 'stopAll', at: 0 }, undefined, refusals);
    const runs = await runsAtTheirEnd(server, subscription.runs);
    for (const controller of network.controllers) await untilIdle(network, controller);
    return {
      runs,
      watched: subscription.runs,
      agents: new Map(
        network.controllers.map(({ streamId }, index) => [
          streamId,
          logs[index]?.() ?? { starts: [], sessions: [] },
        ]),
      ),
      refusals,
      crashes: server.process.lines(/"level":60|unhandled|uncaught/i),
    };
  } finally {
    await subscription.close();
    await server.stop();
    await proxy.close();
  }
}

async function send(
  server: MultiSmurf,
  controllers: readonly Controller[],
  command: Command,
  lastRun: string | undefined,
  refusals: string[],
): Promise<string | undefined> {
  const { document, variables } = toDocument(command, controllers, lastRun);
  if (document === null) return undefined;
  const answer = await server
    .request<{ answer: { id: string } }>(document, variables)
    .catch((error: unknown) => ({ data: null, errors: [{ message: String(error) }] }));
  for (const { message } of answer.errors ?? []) refusals.push(`${command.kind}: ${message}`);
  return answer.data?.answer.id;
}

function toDocument(command: Command, controllers: readonly Controller[], lastRun: string | undefined) {
  const streamIds = 'slots' in command ? command.slots.map((slot) => controllers[slot]?.streamId) : [];
  switch (command.kind) {
    case 'run': {
      const { duration, maxConcurrency, timeoutSeconds } = command;
      return {
        document: `mutation ($streamIds: [ID!], $params: JSON, $options: RunOptions) {
          answer: runOperation(operation: "take_noise", streamIds: $streamIds, params: $params, options: $options) { id }
        }`,
        variables: {
          streamIds,
          params: { duration },
          options: { maxConcurrency, timeoutSeconds, force: true },
        },
      };
    }
    case 'stream':
      return {
        document: `mutation ($streamIds: [ID!]) {
          answer: runOperation(operation: "stream", streamIds: $streamIds, options: { force: true }) { id }
        }`,
        variables: { streamIds },
      };
    case 'cancel':
      if (lastRun === undefined) return { document: null, variables: {} };
      return {
        document: 'mutation ($id: ID!) { answer: cancelRun(id: $id) { id } }',
        variables: { id: lastRun },
      };
    case 'stopAll':
      return { document: 'mutation { answer: stopAll { id } }', variables: {} };
  }
}

/** A client that comes back by itself, as the examples do. */
function watchRuns(server: MultiSmurf) {
  const runs = new Map<string, SeenRun>();
  const client = createClient({
    url: () => server.wsUrl,
    webSocketImpl: WebSocket,
    shouldRetry: () => true,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => sleep(200),
    // A run that ended while nothing was connected is not sent again: a client asks for it.
    on: { connected: () => void refresh().catch(() => {}) },
  });
  async function refresh(): Promise<void> {
    for (const run of await listRuns(server)) {
      if ((runs.get(run.id)?.status ?? 'RUNNING') === 'RUNNING') runs.set(run.id, run);
    }
  }
  client.subscribe<{ runs: SeenRun }>(
    { query: `subscription { runs { ${RUN} } }` },
    {
      next: ({ data }) => void (data && runs.set(data.runs.id, data.runs)),
      error: () => {},
      complete: () => {},
    },
  );
  return { runs, close: async () => await client.dispose() };
}

async function runsAtTheirEnd(
  server: MultiSmurf,
  watched: ReadonlyMap<string, SeenRun>,
): Promise<readonly SeenRun[]> {
  const deadline = Date.now() + CONVERGES_WITHIN_MS;
  for (;;) {
    const runs = await listRuns(server);
    const isOver = runs.every(({ id, status }) => status !== 'RUNNING' && watched.get(id)?.status === status);
    if (isOver || Date.now() > deadline) return runs;
    await sleep(500);
  }
}

async function listRuns(server: MultiSmurf): Promise<readonly SeenRun[]> {
  const { data, errors } = await server.request<{ runs: { nodes: readonly SeenRun[] } }>(
    `{ runs(first: 100) { nodes { ${RUN} } } }`,
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.runs.nodes;
}

/** Stops what still goes on there, so that the next schedule begins with an idle slot. */
async function untilIdle(network: Network, controller: Controller): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const active = [];
    for (const operation of ['take_noise', 'stream']) {
      const session = await askAgent(network, controller, 'status', operation).catch(() => undefined);
      if (session === undefined || (session?.status ?? 'done') !== 'done') active.push(operation);
    }
    if (active.length === 0) return;
    if (active.includes('stream')) await askAgent(network, controller, 'stop', 'stream').catch(() => {});
    if (Date.now() > deadline) throw new Error(`${controller.streamId} still runs ${active.join(', ')}`);
    await sleep(500);
  }
}

async function settled<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return await Promise.race([promise.catch(() => undefined), sleep(ms).then(() => undefined)]);
}
