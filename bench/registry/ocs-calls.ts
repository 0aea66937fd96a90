import { setTimeout as sleep } from 'node:timers/promises';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { MultiSmurf } from '../../test/interop/multismurf.js';
import { type BenchNetwork, OWN_AGENT } from '../lib/network.js';
import { longestStall } from '../lib/stalls.js';

const TIMEOUT_MS = 30_000;
const PAUSE_MS = 300;

/** What OCS clients ask the server's own agent. */
const QUESTIONS = {
  get_api: { procedure: '', args: ['get_api'] },
  'status of monitor': { procedure: '.ops', args: ['status', 'monitor', null, null] },
} as const;

export type Question = keyof typeof QUESTIONS;
export const QUESTION_NAMES = Object.keys(QUESTIONS) as readonly Question[];

export interface Answers {
  readonly milliseconds: readonly number[];
  /** The longest stall of the server's event loop around each answer, and, just before, without a question. */
  readonly stalls: readonly number[];
  readonly stallsAtRest: readonly number[];
}

/** Asks one question several times, and measures how long the server does nothing else meanwhile. */
export async function askOwnAgent(
  network: BenchNetwork,
  server: MultiSmurf,
  question: Question,
  times: number,
): Promise<Answers> {
  const { procedure, args } = QUESTIONS[question];
  const connection = createWampConnection(network);
  const milliseconds: number[] = [];
  const stalls: number[] = [];
  const stallsAtRest: number[] = [];
  try {
    await connection.connected();
    for (let time = 0; time < times; time += 1) {
      await longestStall(server.process);
      await sleep(PAUSE_MS);
      stallsAtRest.push(await longestStall(server.process));
      const askedAt = performance.now();
      await connection.call(`${network.addressRoot}.${OWN_AGENT}${procedure}`, args, {
        timeoutMs: TIMEOUT_MS,
      });
      milliseconds.push(performance.now() - askedAt);
      await sleep(PAUSE_MS - (performance.now() - askedAt));
      stalls.push(await longestStall(server.process));
    }
  } finally {
    await connection.close();
  }
  return { milliseconds, stalls, stallsAtRest };
}
