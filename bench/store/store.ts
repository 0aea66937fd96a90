import { setTimeout as sleep } from 'node:timers/promises';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { startBenchNetwork } from '../lib/network.js';
import { AT_ONCE, createSlotNetwork } from '../lib/slot-network.js';
import { median, percentile } from '../lib/statistics.js';
import { markdownTable } from '../lib/table.js';

/** The first commands of a server open connections and warm up the code. They are not counted. */
const WARM_UP = 20;
const ENDED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 5;

/** The simulated operation ends at once. */
const COMMAND =
  'mutation { runOperation(operation: "set_biases", params: { bias: 0 }, waitSeconds: 0) { id } }';
const OUTCOME = 'query ($id: ID!) { run(id: $id) { status success } }';

/** A server with a slot of its own. */
interface Contender {
  readonly name: string;
  readonly times: number[];
  /** The milliseconds of a command until its answer. Resolves when the run has ended, and nothing of it waits. */
  command(): Promise<number>;
  close(): Promise<void>;
}

/** What it costs a command that the server stores it before it is sent. */
export async function benchStore({ quick }: RowOptions): Promise<Findings> {
  const rounds = quick ? 100 : 300;
  const contenders: Contender[] = [];
  try {
    contenders.push(await start('in memory', { MULTISMURF_DATA_DIR: '', XDG_STATE_HOME: '', HOME: '' }));
    contenders.push(await start('in a file of SQLite', {}));
    progress(`${rounds} commands to each`);
    for (let round = -WARM_UP; round < rounds; round += 1) {
      for (const { command, times } of contenders) {
        const ms = await command();
        if (round >= 0) times.push(ms);
      }
    }
  } finally {
    for (const { close } of contenders) await close();
  }
  const cells = contenders.map(({ name, times }) => ({ name, times }));
  return { table: tableOf(cells), figures: cells, invalid: [] };
}

/** @param env where the server stores: without any folder, it keeps the runs in memory */
async function start(name: string, env: Readonly<Record<string, string>>): Promise<Contender> {
  const network = await startBenchNetwork();
  const slots = createSlotNetwork(network, AT_ONCE);
  await slots.grow(1);
  const server = await network.serve({ env, args: ['--max-runs-per-minute', '100000'] });

  async function ask<Data>(document: string, variables = {}): Promise<Data> {
    const { data, errors } = await server.request<Record<string, unknown>>(document, variables);
    if (!data) throw new Error(`${name}: ${JSON.stringify(errors)}`);
    return data as Data;
  }

  return {
    name,
    times: [],
    async command() {
      const began = performance.now();
      const { runOperation: run } = await ask<{ runOperation: { id: string } }>(COMMAND);
      const ms = performance.now() - began;
      const until = performance.now() + ENDED_WITHIN_MS;
      for (;;) {
        await sleep(LOOK_EVERY_MS);
        const { run: seen } = await ask<{ run: { status: string; success: boolean | null } }>(OUTCOME, run);
        if (seen.success) return ms;
        if (seen.status !== 'RUNNING' || performance.now() > until) {
          throw new Error(`${name}: a run is ${seen.status}`);
        }
      }
    },
    async close() {
      await server.stop();
      await slots.close();
      await network.close();
    },
  };
}

function tableOf(cells: readonly { readonly name: string; readonly times: readonly number[] }[]): string {
  const [first] = cells;
  const rows = cells.map(({ name, times }) => [
    name,
    median(times).toFixed(2),
    percentile(times, 0.99).toFixed(2),
    ...(times === first?.times ? ['', ''] : [(median(times) - median(first?.times ?? [])).toFixed(2), '< 3']),
    String(times.length),
  ]);
  const head = ['runs are stored', 'median, ms', 'p99, ms', 'more than in memory, ms', 'goal', 'commands'];
  return markdownTable(head, rows);
}
