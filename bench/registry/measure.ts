import { setTimeout as sleep } from 'node:timers/promises';
import type { MultiSmurf } from '../../test/interop/multismurf.js';
import type { BenchNetwork } from '../lib/network.js';
import { processorSeconds, residentBytes } from '../lib/process-usage.js';
import type { SlotNetwork } from '../lib/slot-network.js';
import { longestStall, STALL_WATCH } from '../lib/stalls.js';
import { type Delays, measureDelays } from './delays.js';
import { type Answers, askOwnAgent, QUESTION_NAMES, type Question } from './ocs-calls.js';

const VIEW_WITHIN_MS = 60_000;
const LOOK_MS = 50;
const VIEW = '{ network { smurfInstances { streamId } } }';

export interface Plan {
  readonly slots: number;
  /** Seconds between two readings of the state of each slot. */
  readonly readEvery: number;
  /** How long the server is watched without a client. */
  readonly seconds: number;
  /** Operations that are started to measure the delays. */
  readonly starts: number;
  /** How often each question is asked. */
  readonly questions: number;
}

export interface Measured extends Plan {
  /** From the start of the process to the log line of the complete scan, and to an answer with all stream ids. */
  readonly scanSeconds: number;
  readonly viewSeconds: number;
  /** Of the server without a client. */
  readonly cores: number;
  readonly megabytes: number;
  readonly longestStall: number;
  /** Calls to the slots in a second without a client. */
  readonly callsPerSecond: number;
  readonly delays: Delays;
  readonly answers: Readonly<Record<Question, Answers>>;
  /** How much of a core the busiest process of slots, or the router, took. */
  readonly busiest: number;
}

/** Starts a new server on a network with so many slots, and measures it. */
export async function measureServer(
  network: BenchNetwork,
  slots: SlotNetwork,
  plan: Plan,
): Promise<Measured> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const server = await network.serve({
    name: `multismurf-${plan.slots}-${plan.readEvery}`,
    env: STALL_WATCH,
  });
  try {
    const scanSeconds = elapsed();
    await untilAllSeen(server, plan.slots);
    const viewSeconds = elapsed();
    await slots.calls();
    await longestStall(server.process);
    const load = slots.measureLoad();
    const { pid } = server.process;
    const [before, began] = [processorSeconds(pid), performance.now()];
    await sleep(plan.seconds * 1000);
    const seconds = (performance.now() - began) / 1000;
    const cores = (processorSeconds(pid) - before) / seconds;
    const busiest = load();
    const calls = Object.values(await slots.calls()).reduce((sum, count) => sum + count, 0);
    const stall = await longestStall(server.process);
    const megabytes = residentBytes(pid) / 1e6;
    const starts = Math.min(plan.starts, plan.slots);
    const delays = await measureDelays(network, slots, server, { slots: starts, everyMs: 20 });
    const answers: [Question, Answers][] = [];
    for (const name of QUESTION_NAMES) {
      answers.push([name, await askOwnAgent(network, server, name, plan.questions)]);
    }
    return {
      ...plan,
      ...{ scanSeconds, viewSeconds, cores, megabytes, delays, busiest },
      longestStall: stall,
      callsPerSecond: calls / seconds,
      answers: Object.fromEntries(answers) as Record<Question, Answers>,
    };
  } finally {
    await server.stop();
  }
}

async function untilAllSeen(server: MultiSmurf, slots: number): Promise<void> {
  const deadline = performance.now() + VIEW_WITHIN_MS;
  while (performance.now() < deadline) {
    const { data } = await server.request<{
      network: { smurfInstances: { streamId: string | null }[] };
    }>(VIEW);
    const seen = data?.network.smurfInstances.filter(({ streamId }) => streamId !== null).length;
    if (seen === slots) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`the server did not show all ${slots} slots within ${VIEW_WITHIN_MS} ms`);
}
