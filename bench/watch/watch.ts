import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { median, percentile } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import { type Measurement, measure } from './measure.js';
import { type FeedServer, startFeedServers } from './servers.js';

/** With a higher load, the load generator itself would be measured. */
const BUSIEST = 0.9;

/** One server with one number of subscribers, over all rounds. */
interface Cell {
  readonly server: 'MultiSmurf' | 'bare ws: the limit';
  readonly subscribers: number;
  readonly rounds: Measurement[];
}

/** Serves one feed to many, with MultiSmurf and with bare `ws` in turn. */
export async function benchWatch({ quick }: RowOptions): Promise<Findings> {
  const plan = quick
    ? { subscribers: [100, 400], rounds: 1, messages: 50 }
    : { subscribers: [400, 2000], rounds: 3, messages: 100 };
  const pairs = plan.subscribers.map((subscribers) => ({
    subscribers,
    ours: { server: 'MultiSmurf', subscribers, rounds: [] } as Cell,
    bare: { server: 'bare ws: the limit', subscribers, rounds: [] } as Cell,
  }));
  const servers = await startFeedServers();
  try {
    for (let round = 1; round <= plan.rounds; round += 1) {
      for (const { subscribers, ours, bare } of pairs) {
        progress(`round ${round} of ${plan.rounds}, ${subscribers} subscribers`);
        const measured = await measureOne(await servers.multismurf(), subscribers, plan.messages);
        ours.rounds.push(measured);
        const limit = await servers.bare(measured.example);
        bare.rounds.push(await measureOne(limit, subscribers, plan.messages));
      }
    }
  } finally {
    await servers.close();
  }
  const cells = pairs.flatMap(({ ours, bare }) => [ours, bare]);
  const summaries = cells.map(summarise);
  return {
    table: tableOf(summaries),
    figures: { ...plan, cells: summaries },
    invalid: summaries.flatMap(({ server, subscribers, due, arrived }) =>
      arrived === due
        ? []
        : [`${server}, ${subscribers} subscribers: ${due - arrived} of ${due} messages are missing`],
    ),
  };
}

async function measureOne(server: FeedServer, subscribers: number, messages: number): Promise<Measurement> {
  try {
    return await measure(server, subscribers, messages);
  } finally {
    await server.close();
  }
}

/** Medians over the rounds; delays of all rounds together. */
function summarise({ server, subscribers, rounds }: Cell) {
  const sum = (pick: (one: Measurement) => number) => rounds.reduce((all, one) => all + pick(one), 0);
  const middle = (pick: (one: Measurement) => number) => hundredths(median(rounds.map(pick)));
  const delays = rounds.flatMap((one) => one.delays);
  const busiest = Math.max(...rounds.map((one) => one.busiest));
  return {
    server,
    subscribers,
    microseconds: middle((one) => one.microseconds),
    cores: middle((one) => one.cores),
    kilobytes: middle((one) => one.kilobytes),
    delayMs: { p50: hundredths(percentile(delays, 0.5)), p99: hundredths(percentile(delays, 0.99)) },
    due: sum((one) => one.due),
    arrived: sum((one) => one.arrived),
    busiest: hundredths(busiest),
    counts: busiest <= BUSIEST,
    frameBytes: rounds[0]?.example.length ?? 0,
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function tableOf(summaries: readonly ReturnType<typeof summarise>[]): string {
  const head = [
    'server',
    'subscribers',
    'processor time for an update, µs',
    'cores',
    'memory for a subscriber, KB',
    'delay p50, ms',
    'delay p99, ms',
    'came of due',
    'load generator, cores',
  ];
  const rows = summaries.map((cell) => [
    cell.server,
    String(cell.subscribers),
    ...(cell.counts
      ? [
          figure(cell.microseconds),
          cell.cores.toFixed(2),
          figure(cell.kilobytes),
          figure(cell.delayMs.p50),
          figure(cell.delayMs.p99),
        ]
      : Array.from({ length: 5 }, () => 'does not count')),
    `${cell.arrived} of ${cell.due}`,
    `${cell.busiest.toFixed(2)}${cell.counts ? '' : ': too busy'}`,
  ]);
  return markdownTable(head, rows);
}
