import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { startBenchNetwork } from '../lib/network.js';
import { processorSeconds } from '../lib/process-usage.js';
import { createSlotNetwork } from '../lib/slot-network.js';
import { mean, standardError } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import { SPANS_URL } from './spans-over-http.js';

const SLOTS = 16;
/** As in docs/prometheus/prometheus.yml. By default, Prometheus scrapes once a minute. */
const SCRAPE_EVERY_MS = 15_000;
const GOAL = 1.05;
const OFF = 'all off';
const ON = 'all on';
const SPANS = '/spans';
const ALERTS = '/alerts';

const COMMAND = `mutation ($duration: Int!) {
  runOperation(operation: "take_noise", params: { duration: $duration }, waitSeconds: 60) { status success }
}`;
const RUN_SECONDS = 30;
/** Until V8 has compiled what is used most: before, a run takes twice the time. */
const WARM_UP_RUNS = 60;

const SDK = new URL('spans-over-http.js', import.meta.url);

/** Some runs one after the other, again and again. */
interface Part {
  readonly name: string;
  /** Seconds here for each second on real hardware. A run is a `take_noise` of 30 s. */
  readonly timeScale: number;
  readonly runs: number;
  readonly rounds: number;
  /** Servers of each kind: in 30 s, single servers differ by a fifth, since their garbage is collected at other times. */
  readonly servers: number;
}

const USUAL: Part = { name: 'one run of 30 s', timeScale: 1, runs: 1, rounds: 24, servers: 5 };
/** The worst case: no run of a telescope is so short. */
const SHORT: Part = {
  ...{ name: 'runs of 0.5 s without a pause', timeScale: 0.015 },
  ...{ runs: 30, rounds: 6, servers: 1 },
};
const QUICK: Part = { name: 'runs of 3 s', timeScale: 0.1, runs: 2, rounds: 2, servers: 1 };

/** A server with slots of its own. */
interface Contender {
  readonly name: string;
  /** Processor time of the server for a run, in milliseconds, for each round. */
  readonly times: number[];
  warmUp(): Promise<void>;
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
  /** Of all servers of this kind, in all rounds. */
  readonly times: readonly number[];
  /** Of the mean, to that with all off. */
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

/** All servers work at the same time, each on its own slots, so that what else the machine does concerns all. */
async function measure(part: Part, on: Observed): Promise<readonly Cell[]> {
  const contenders: Contender[] = [];
  try {
    for (let count = 0; count < part.servers; count += 1) {
      contenders.push(await start(OFF, part, { args: [], env: {}, isScraped: false }));
      contenders.push(await start(ON, part, on));
    }
    progress(`${part.name}, warm-up`);
    await Promise.all(contenders.map(({ warmUp }) => warmUp()));
    for (let round = 1; round <= part.rounds; round += 1) {
      progress(`${part.name}, round ${round} of ${part.rounds}`);
      await Promise.all(contenders.map(({ command }) => command(part.runs)));
    }
  } finally {
    for (const { close } of contenders) await close();
  }
  const timesOf = (kind: string) =>
    contenders.filter(({ name }) => name === kind).flatMap(({ times }) => times);
  const off = mean(timesOf(OFF));
  return [OFF, ON].map((kind) => {
    const times = timesOf(kind);
    return { part: part.name, contender: kind, times, ratio: mean(times) / off };
  });
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

  async function run(duration: number): Promise<void> {
    const answer = await server.request<{ runOperation: { success: boolean } }>(COMMAND, { duration });
    const { data, errors } = answer;
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
    async warmUp() {
      for (let count = 0; count < WARM_UP_RUNS; count += 1) await run(1);
    },
    async command(runs) {
      const scraping = isScraped ? setInterval(() => void scrape(), SCRAPE_EVERY_MS) : undefined;
      const before = processorSeconds(server.process.pid);
      for (let count = 0; count < runs; count += 1) await run(RUN_SECONDS);
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
    const time = `${figure(mean(times))} ± ${figure(standardError(times))}`;
    return [part, contender, time, isCompared ? ratio.toFixed(3) : '', goal];
  });
  return markdownTable(['16 slots', 'observed', 'processor time for a run, ms', 'ratio', 'goal'], rows);
}
