import { setTimeout as sleep } from 'node:timers/promises';
import { askAgent } from '../interop/agents.js';
import type { MultiSmurf } from '../interop/multismurf.js';
import type { Controller, Network } from '../interop/network.js';
import { listRuns, type SeenRun } from './watch-runs.js';

/** Everything has a bound: the slowest is a call that is not answered, then a slot that is waited for. */
const CONVERGES_WITHIN_MS = 150_000;
const IDLE_WITHIN_MS = 60_000;

/** The runs when all have ended and the subscription has brought that; as they are if that takes too long. */
export async function runsAtTheirEnd(
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

/** Stops what still goes on on the slots, so that the next run begins with idle slots. */
export async function slotsIdle(network: Network): Promise<void> {
  for (const controller of network.controllers) await slotIdle(network, controller);
}

async function slotIdle(network: Network, controller: Controller): Promise<void> {
  const deadline = Date.now() + IDLE_WITHIN_MS;
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

interface SeenNetwork {
  readonly connected: boolean;
  readonly problems: readonly { readonly code: string }[];
  readonly smurfInstances: readonly {
    readonly expired: boolean;
    readonly problems: readonly { readonly code: string }[];
  }[];
}

const NETWORK = `subscription {
  network { connected problems { code } smurfInstances { expired problems { code } } }
}`;

/**
 * Resolves when the server reports that it has no problem, and hears every slot and knows its name.
 * @throws when that takes too long
 */
export async function untilWell(server: MultiSmurf, slotCount: number): Promise<void> {
  let seen: SeenNetwork | undefined;
  const events = server.subscribe<{ network: SeenNetwork }>(NETWORK);
  const timer = setTimeout(() => void events.return?.(), CONVERGES_WITHIN_MS);
  try {
    for await (const { data } of events) {
      seen = data?.network;
      if (seen && isWell(seen, slotCount)) return;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the server is not well again: ${JSON.stringify(seen)}`);
}

function isWell({ connected, problems, smurfInstances }: SeenNetwork, slotCount: number): boolean {
  const ready = smurfInstances.filter(
    ({ expired, problems }) => !expired && problems.every(({ code }) => code !== 'STREAM_ID_UNCONFIRMED'),
  );
  return connected && problems.length === 0 && ready.length === slotCount;
}
