import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { MultiSmurf } from '../../test/interop/multismurf.js';
import { type BenchNetwork, startBenchNetwork } from '../lib/network.js';
import { AT_ONCE, createSlotNetwork, type SlotNetwork } from '../lib/slot-network.js';
import { startWorker } from '../lib/worker.js';

/** Of each slot all operations, each with its last session. */
export const QUERY = `{
  smurfInstances {
    id streamId expired lastRefresh
    operations { name session { id status opCode success startTime endTime refreshedAt } }
  }
}`;

/** What each slot has run; the other operations have no session. */
const OPERATIONS = [
  'take_noise',
  'take_bias_steps',
  'take_iv',
  'take_bgmap',
  'uxm_setup',
  'uxm_relock',
  'overbias_tes',
  'bias_dets',
  'set_biases',
];
/** With `check_state`, which runs from the start. */
const SESSIONS = OPERATIONS.length + 1;
/** The scan of 2,000 slots ends before all agents have answered. */
const KNOWN_WITHIN_MS = 60_000;
/** After so many equal lengths of the answer, a second apart, nothing of the start is going on. */
const STEADY_LOOKS = 5;

/** Two servers with the same answer, and the slots of one of them. */
export interface Contenders {
  readonly slots: SlotNetwork;
  readonly multismurf: { readonly pid: number; readonly url: string };
  readonly plain: { readonly pid: number; readonly url: string };
  /** Length of the answer, in characters. */
  readonly length: number;
  close(): Promise<void>;
}

export async function startContenders(count: number): Promise<Contenders> {
  const network = await startBenchNetwork();
  const held: { close(): Promise<unknown> }[] = [network];
  const close = async () => {
    for (const part of held.splice(0).reverse()) await part.close();
  };
  try {
    const slots = createSlotNetwork(network, AT_ONCE);
    held.push(slots);
    await slots.grow(count);
    await slots.run(OPERATIONS);
    const { process: server, url, text } = await serveAll(network, count);
    const plain = startWorker({
      name: 'plain JSON',
      command: process.execPath,
      args: [fileURLToPath(new URL('plain-server.js', import.meta.url))],
    });
    held.push(plain);
    const route = await plain.ask<{ url: string }>({ answer: JSON.parse(text) });
    return {
      slots,
      multismurf: { pid: server.pid, url },
      plain: { pid: plain.pid, url: route.url },
      length: text.length,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts the server; resolves when it has read all sessions of all slots, and they have not changed for a while. */
async function serveAll(
  network: BenchNetwork,
  count: number,
): Promise<MultiSmurf & { readonly text: string }> {
  const server = await network.serve({ args: ['--max-cost', '10000000'] });
  const until = performance.now() + KNOWN_WITHIN_MS;
  let [length, steady] = [0, 0];
  for (;;) {
    const answer = await server.request<Answer>(QUERY);
    const known = answer.data?.smurfInstances.filter(
      ({ operations }) => operations?.filter(({ session }) => session).length === SESSIONS,
    );
    const text = JSON.stringify(answer);
    steady = known?.length === count && text.length === length ? steady + 1 : 0;
    length = text.length;
    if (steady === STEADY_LOOKS) return { ...server, text };
    if (performance.now() > until) {
      throw new Error(`the server knows all sessions of ${known?.length} of ${count} slots`);
    }
    await sleep(1000);
  }
}

interface Answer extends Record<string, unknown> {
  readonly smurfInstances: readonly {
    readonly operations: readonly { readonly session: object | null }[] | null;
  }[];
}
