import { percentile } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import type { Measured } from './measure.js';
import { QUESTION_NAMES } from './ocs-calls.js';

/** With a higher load, the slots or the router would be measured. */
const BUSIEST = 0.9;

interface Row {
  readonly what: string;
  /** @param smaller the measurement with the next smaller number of slots, of the same kind */
  of(one: Measured, smaller: Measured | undefined): number;
  readonly goal?: { readonly slots: number; readonly below: number };
}

const longest = (values: readonly number[]) => Math.max(...values);

const ROWS: readonly Row[] = [
  { what: 'processor, % of a core', of: ({ cores }) => cores * 100, goal: { slots: 2000, below: 25 } },
  { what: 'processor for a slot more, µs in a second', of: perSlot(({ cores }) => cores * 1e6) },
  { what: 'resident memory, MB', of: ({ megabytes }) => megabytes, goal: { slots: 2000, below: 300 } },
  { what: 'memory for a slot more, KB', of: perSlot(({ megabytes }) => megabytes * 1000) },
  { what: 'scan complete after, s', of: ({ scanSeconds }) => scanSeconds },
  {
    what: 'all stream ids known after, s',
    of: ({ viewSeconds }) => viewSeconds,
    goal: { slots: 2000, below: 5 },
  },
  { what: 'calls to the slots in a second', of: ({ callsPerSecond }) => callsPerSecond },
  { what: 'longest stall without a client, ms', of: ({ longestStall }) => longestStall },
  { what: 'start to the event, p50, ms', of: ({ delays }) => percentile(delays.toClient, 0.5) },
  { what: 'start to the event, p99, ms', of: ({ delays }) => percentile(delays.toClient, 0.99) },
  { what: 'start to a bare WAMP client, p50, ms', of: ({ delays }) => percentile(delays.toBare, 0.5) },
  { what: 'start to a bare WAMP client, p99, ms', of: ({ delays }) => percentile(delays.toBare, 0.99) },
  ...QUESTION_NAMES.flatMap((name): Row[] => [
    { what: `${name}: answer p50, ms`, of: ({ answers }) => percentile(answers[name].milliseconds, 0.5) },
    { what: `${name}: slowest answer, ms`, of: ({ answers }) => longest(answers[name].milliseconds) },
    {
      what: `${name}: longest stall, ms`,
      of: ({ answers }) => longest(answers[name].stalls),
      goal: { slots: 500, below: 20 },
    },
    {
      what: `${name}: longest stall before it, ms`,
      of: ({ answers }) => longest(answers[name].stallsAtRest),
    },
  ]),
];

function perSlot(value: (one: Measured) => number): Row['of'] {
  return (one, smaller) =>
    smaller ? (value(one) - value(smaller)) / (one.slots - smaller.slots) : Number.NaN;
}

function smallerThan(one: Measured, all: readonly Measured[]): Measured | undefined {
  return all.filter(({ slots, readEvery }) => readEvery === one.readEvery && slots < one.slots).at(-1);
}

export function tableOf(measured: readonly Measured[]): string {
  const head = [
    'the server',
    ...measured.map(({ slots, readEvery }) => `${slots} slots, read every ${readEvery} s`),
    'goal',
  ];
  const rows = ROWS.map(({ what, of, goal }) => [
    what,
    ...measured.map((one) =>
      one.busiest > BUSIEST ? 'does not count' : figure(of(one, smallerThan(one, measured))),
    ),
    goal ? `< ${goal.below} at ${goal.slots}` : '',
  ]);
  const load = [
    'busiest of router and slots, cores',
    ...measured.map(({ busiest }) => busiest.toFixed(2)),
    '',
  ];
  return markdownTable(head, [...rows, load]);
}

export function missedGoals(measured: readonly Measured[]): string[] {
  return ROWS.flatMap(({ what, of, goal }) =>
    measured
      .filter(({ slots }) => slots === goal?.slots)
      .filter((one) => of(one, smallerThan(one, measured)) >= (goal?.below ?? 0))
      .map(({ slots, readEvery }) => `${slots} slots, read every ${readEvery} s: ${what} misses its goal`),
  );
}
