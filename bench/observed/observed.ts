import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { startBenchNetwork } from '../lib/network.js';
import { processorSeconds } from '../lib/process-usage.js';
import { createSlotNetwork } from '../lib/slot-network.js';
import { median } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import { SPANS_URL } from './spans-over-http.js';

const SLOTS = 16;
/** More often than Prometheus does by default, which is once a minute. */
const SCRAPE_EVERY_MS = 5000;
const GOAL = 1.05;
const SPANS = '/spans';
const ALERTS = '/alerts';

const COMMAND = `mutation {
  runOperation(operation: "take_noise", params: { duration: 30 }, waitSeconds: 60) { status success }
}`;

const SDK = new URL('spans-over-http.js', import.meta.url);

/** Some runs one after the other, again and again. */
interface Part {
  readonly name: string;
  /** Seconds here for each second on real hardware. A run is a `take_noise` of 30 s. */
  readonly timeScale: number;
  readonly runs: number;
  readonly rounds: number;
}

const USUAL: Part = { name: 'one run of 30 s', timeScale: 1, runs: 1, rounds: 6 };
/** The worst case: no run of a telescope is so short. */
const SHORT: Part = { name: 'runs of 0.5 s without a pause', timeScale: 0.015, runs: 30, rounds: 6 };
const QUICK: Part = { name: 'runs of 3 s', timeScale: 0.1, runs: 2, rounds: 2 };

/** A server with slots of its own. */
interface Contender {
  readonly name: string;
  /** Processor time of the server for a run, in milliseconds, for each round. */
  readonly times: number[];
  /** Commands the runs one after the other. */
  command(runs: number): Promise<void>;
  close(): Promise<void>;
}

/** How a contender is started, and whether it is scraped. */
interface Observed {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly isScraped: boolean;
}

interface Cell {
  readonly part: string;
  readonly contender: string;
  readonly times: readonly number[];
  /** Of the median, to that of the contender with all off. */
  readonly ratio: number;
}

/** What it costs a run that everything about it is observed: by metrics, alerts and traces. */
export async function benchObserved({ quick }: RowOptions): Promise<Findings> {
  const receiver = await startReceiver();
  const on: Observed = {
    args: ['--alert-webhook', `${receiver.origin}${ALERTS}`],
    env: { NODE_OPTIONS: `--import=${SDK}`, [SPANS_URL]: `${receiver.origin}${SPANS}` },
    isScraped: true,
  };
  const cells: Cell[] = [];
  try {
    for (const part of quick ? [QUICK] : [USUAL, SHORT]) cells.push(...(await measure(part, on)));
  } finally {
    receiver.close();
  }
  const usual = cells.findLast(({ part }) => part === USUAL.name);
  const invalid = [
    ...(receiver.posts() === 0 ? ['no span arrived at the receiver'] : []),
    ...(usual && usual.ratio > GOAL
      ? [`all on takes ${usual.ratio.toFixed(3)} times the processor time`]
      : []),
  ];
  return { table: tableOf(cells), figures: { cells }, invalid };
}

/** Both contenders work at the same time, each on its own slots, so that what else the machine does concerns both. */
async function measure(part: Part, on: Observed): Promise<readonly Cell[]> {
  const contenders: Contender[] = [];
  try {
    contenders.push(await start('all off', part, { args: [], env: {}, isScraped: false }));
    contenders.push(await start('all on', part, on));
    for (let round = 0; round <= part.rounds; round += 1) {
      progress(`${part.name}, ${round === 0 ? 'warm-up' : `round ${round} of ${part.rounds}`}`);
      await Promise.all(contenders.map(({ command }) => command(part.runs)));
      if (round === 0) for (const { times } of contenders) times.length = 0;
    }
  } finally {
    for (const { close } of contenders) await close();
  }
  const usual = median(contenders[0]?.times ?? []);
  return contenders.map(({ name, times }) => ({
    ...{ part: part.name, contender: name, times },
    ratio: median(times) / usual,
  }));
}

async function start(
  name: string,
  { timeScale }: Part,
  { args, env, isScraped }: Observed,
): Promise<Contender> {
  const network = await startBenchNetwork();
  const slots = createSlotNetwork(network, timeScale);
  await slots.grow(SLOTS);
  const server = await network.serve({ args: [...args, '--max-runs-per-minute', '100000'], env });
  const metrics = new URL('/metrics', server.url);
  const times: number[] = [];

  async function run(): Promise<void> {
    const { data, errors } = await server.request<{ runOperation: { success: boolean } }>(COMMAND);
    if (!data?.runOperation.success) throw new Error(`${name}: ${JSON.stringify(errors ?? data)}`);
  }

  async function scrape(): Promise<void> {
    const response = await fetch(metrics);
    await response.text();
    if (!response.ok) throw new Error(`${metrics}: ${response.status}`);
  }

  return {
    name,
    times,
    async command(runs) {
      const scraping = isScraped ? setInterval(() => void scrape(), SCRAPE_EVERY_MS) : undefined;
      const before = processorSeconds(server.process.pid);
      for (let count = 0; count < runs; count += 1) await run();
      times.push(((processorSeconds(server.process.pid) - before) / runs) * 1000);
      clearInterval(scraping);
    },
    async close() {
      await server.stop();
      await slots.close();
      await network.close();
    },
  };
}

/** Receives alerts and spans, and counts the posts with spans. */
async function startReceiver() {
  let posts = 0;
  const server = createServer((request, response) => {
    if (request.url === SPANS) posts += 1;
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    posts: () => posts,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function tableOf(cells: readonly Cell[]): string {
  const rows = cells.map(({ part, contender, times, ratio }) => {
    const isCompared = ratio !== 1;
    const goal = isCompared && part === USUAL.name ? `< ${GOAL}` : '';
    return [part, contender, figure(median(times)), isCompared ? ratio.toFixed(3) : '', goal];
  });
  return markdownTable(['16 slots', 'observed', 'processor time for a run, ms', 'ratio', 'goal'], rows);
}
