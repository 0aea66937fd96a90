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
/** A `take_noise` of 30 s takes about half a second. */
const TIME_SCALE = 0.015;
/** More often than Prometheus does by default, which is once a minute. */
const SCRAPE_EVERY_MS = 5000;
const GOAL = 1.05;
const SPANS = '/spans';
const ALERTS = '/alerts';

const COMMAND = `mutation {
  runOperation(operation: "take_noise", params: { duration: 30 }, waitSeconds: 60) { status success }
}`;

const SDK = new URL('spans-over-http.js', import.meta.url);

/** A server with slots of its own. */
interface Contender {
  readonly name: string;
  /** Processor time of the server for a run, in milliseconds, for each batch. */
  readonly times: number[];
  /** Commands the runs one after the other. */
  batch(runs: number): Promise<void>;
  close(): Promise<void>;
}

/** How a contender is started, and whether it is scraped. */
interface Observed {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly isScraped: boolean;
}

/** What it costs a run that everything about it is observed: by metrics, alerts and traces. */
export async function benchObserved({ quick }: RowOptions): Promise<Findings> {
  const { runs, rounds } = quick ? { runs: 5, rounds: 2 } : { runs: 30, rounds: 8 };
  const receiver = await startReceiver();
  const on: Observed = {
    args: ['--alert-webhook', `${receiver.origin}${ALERTS}`],
    env: { NODE_OPTIONS: `--import=${SDK}`, [SPANS_URL]: `${receiver.origin}${SPANS}` },
    isScraped: true,
  };
  const contenders: Contender[] = [];
  try {
    contenders.push(await start('all off', { args: [], env: {}, isScraped: false }));
    contenders.push(await start('all on', on));
    progress('warm-up');
    for (const { batch, times } of contenders) {
      await batch(runs);
      times.length = 0;
    }
    for (let round = 0; round < rounds; round += 1) {
      progress(`round ${round + 1} of ${rounds}`);
      for (const { batch } of round % 2 === 0 ? contenders : contenders.toReversed()) await batch(runs);
    }
  } finally {
    for (const { close } of contenders) await close();
    receiver.close();
  }
  const [off, all] = contenders.map(({ times }) => median(times));
  const ratio = (all ?? 0) / (off ?? 1);
  const invalid = [
    ...(receiver.posts() === 0 ? ['no span arrived at the receiver'] : []),
    ...(!quick && ratio > GOAL ? [`all on takes ${ratio.toFixed(3)} times the processor time`] : []),
  ];
  return { table: tableOf(contenders), figures: { ratio, contenders }, invalid };
}

async function start(name: string, { args, env, isScraped }: Observed): Promise<Contender> {
  const network = await startBenchNetwork();
  const slots = createSlotNetwork(network, TIME_SCALE);
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
    async batch(runs) {
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

function tableOf(contenders: readonly Contender[]): string {
  const [first] = contenders;
  const usual = median(first?.times ?? []);
  const rows = contenders.map(({ name, times }) => [
    name,
    figure(median(times)),
    ...(times === first?.times ? ['', ''] : [(median(times) / usual).toFixed(3), `< ${GOAL}`]),
  ]);
  return markdownTable([`${SLOTS} slots`, 'processor time for a run, ms', 'ratio', 'goal'], rows);
}
