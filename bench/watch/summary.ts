import { median, percentile } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import type { Measurement } from './measure.js';

/** With a higher load, the load generator itself would be measured. */
const BUSIEST = 0.9;

/** One server with one load, over all rounds. */
export interface Cell {
  readonly server: string;
  readonly load: string;
  readonly rounds: Measurement[];
}

export type Summary = ReturnType<typeof summarise> & {
  /** Processor time of the limit for an update, in the same rounds. */
  readonly limit?: number;
};

/** Medians over the rounds; delays of all rounds together. */
export function summarise({ server, load, rounds }: Cell) {
  const sum = (pick: (one: Measurement) => number) => rounds.reduce((all, one) => all + pick(one), 0);
  const middle = (pick: (one: Measurement) => number) => hundredths(median(rounds.map(pick)));
  const delays = rounds.flatMap((one) => one.delays);
  const busiest = Math.max(...rounds.map((one) => one.busiest));
  return {
    server,
    load,
    frameBytes: rounds[0]?.example.length ?? 0,
    microseconds: middle((one) => one.microseconds),
    cores: middle((one) => one.cores),
    kilobytes: middle((one) => one.kilobytes),
    delayMs: { p50: hundredths(percentile(delays, 0.5)), p99: hundredths(percentile(delays, 0.99)) },
    due: sum((one) => one.due),
    arrived: sum((one) => one.arrived),
    busiest: hundredths(busiest),
    counts: busiest <= BUSIEST,
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

export function tableOf(summaries: readonly Summary[]): string {
  const head = [
    'server',
    'subscribers',
    'bytes of a frame',
    'processor time for an update, µs',
    'ratio to the limit',
    'cores',
    'memory for a subscriber, KB',
    'delay p50, ms',
    'delay p99, ms',
    'came of due',
    'load generator, cores',
  ];
  const rows = summaries.map((cell) => [
    cell.server,
    cell.load,
    String(cell.frameBytes),
    ...(cell.counts
      ? [
          figure(cell.microseconds),
          cell.limit === undefined ? '' : (cell.microseconds / cell.limit).toFixed(2),
          cell.cores.toFixed(2),
          figure(cell.kilobytes),
          figure(cell.delayMs.p50),
          figure(cell.delayMs.p99),
        ]
      : Array.from({ length: 6 }, () => 'does not count')),
    `${cell.arrived} of ${cell.due}`,
    `${cell.busiest.toFixed(2)}${cell.counts ? '' : ': too busy'}`,
  ]);
  return markdownTable(head, rows);
}
