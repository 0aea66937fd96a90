import type { Findings, RowOptions } from '../lib/findings.js';
import { figure, markdownTable } from '../lib/table.js';
import { type Cell, measure, type Plan } from './measure.js';

/** With a higher load, the load generator itself would be measured. */
const BUSIEST = 0.9;
/** At 100 slots, plain JSON may be so many times as fast. */
const GOAL = { slots: 100, times: 3 };

/** Asks for all sessions of all slots, with many clients at once, beside a route of plain JSON. */
export async function benchQuery({ quick }: RowOptions): Promise<Findings> {
  const plans: readonly Plan[] = quick
    ? [
        { slots: 10, clients: [64], seconds: 4 },
        { slots: 100, clients: [64], seconds: 4 },
      ]
    : [
        { slots: 10, clients: [64], seconds: 15 },
        { slots: 100, clients: [1, 64], seconds: 15 },
        { slots: 2000, clients: [64], seconds: 0, amount: 64 },
      ];
  const pairs: (readonly [ours: Cell, plain: Cell])[] = [];
  for (const plan of plans) pairs.push(...(await measure(plan)));
  const cells = pairs.flat();
  return {
    table: tableOf(pairs),
    figures: { cells },
    invalid: cells.flatMap(({ server, slots, wrong, answers, calls, usualCalls }) => [
      ...(wrong > 0 || answers === 0 ? [`${server}, ${slots} slots: ${wrong} wrong answers`] : []),
      ...(calls > usualCalls ? [`${server}, ${slots} slots: ${calls} calls to agents`] : []),
    ]),
  };
}

function tableOf(pairs: readonly (readonly [Cell, Cell])[]): string {
  const head = [
    'server',
    'slots',
    'clients',
    'answer, KB',
    'requests in a second',
    'p50, ms',
    'p99, ms',
    'plain JSON is faster, times',
    'goal',
    'answers',
    'calls to agents (usual)',
    'load generator, cores',
  ];
  const rows = pairs.flatMap(([ours, plain]) =>
    [ours, plain].map((cell) => {
      const counts = cell.busiest <= BUSIEST;
      const isOurs = cell === ours;
      return [
        cell.server,
        String(cell.slots),
        String(cell.clients),
        figure(cell.length / 1000),
        ...(counts
          ? [figure(cell.rate), figure(cell.p50), figure(cell.p99)]
          : ['does not count', 'does not count', 'does not count']),
        isOurs ? figure(plain.rate / ours.rate) : '',
        isOurs && cell.slots === GOAL.slots ? `< ${GOAL.times}` : '',
        String(cell.answers),
        `${cell.calls} (${cell.usualCalls})`,
        `${cell.busiest.toFixed(2)}${counts ? '' : ': too busy'}`,
      ];
    }),
  );
  return markdownTable(head, rows);
}
