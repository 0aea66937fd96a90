import { fileURLToPath } from 'node:url';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { startBenchNetwork } from '../lib/network.js';
import { figure, markdownTable } from '../lib/table.js';
import { startWorker } from '../lib/worker.js';
import { type Measurement, measure } from './measure.js';
import type { Selection } from './updates.js';

const SLOTS = 16;
const SUBSCRIBERS = 50;
/** All data of a megabyte for 50 subscribers would be 800 MB in a second. */
const SUBSCRIBERS_OF_A_MEGABYTE = 5;
/** With a higher load, the load generator itself would be measured. */
const BUSIEST = 0.9;

interface Cell extends Measurement {
  readonly kilobytes: number;
}

/** Sessions with much data that change once a second, for subscribers that select all of it or a small part. */
export async function benchPayload({ quick }: RowOptions): Promise<Findings> {
  const sizes = quick ? [10, 100] : [10, 100, 1000];
  const seconds = quick ? 3 : 15;
  const cells: Cell[] = [];
  for (const kilobytes of sizes) {
    const network = await startBenchNetwork();
    const agents = startWorker({
      name: 'agents',
      command: process.execPath,
      args: [
        fileURLToPath(new URL('agents.js', import.meta.url)),
        network.url,
        String(SLOTS),
        String(kilobytes * 1000),
      ],
    });
    try {
      for (const selection of ['part', 'all'] satisfies Selection[]) {
        progress(`${kilobytes} KB, ${selection}`);
        const isHuge = selection === 'all' && kilobytes >= 1000;
        const subscribers = isHuge ? SUBSCRIBERS_OF_A_MEGABYTE : SUBSCRIBERS;
        cells.push({ kilobytes, ...(await measure(network, agents, { selection, subscribers, seconds })) });
      }
    } finally {
      await agents.close();
      await network.close();
    }
  }
  return {
    table: tableOf(cells),
    figures: { slots: SLOTS, seconds, cells },
    invalid: cells.flatMap(({ kilobytes, selection, due, arrived }) =>
      arrived === due
        ? []
        : [`${kilobytes} KB, ${selection}: ${due - arrived} of ${due} updates are missing`],
    ),
  };
}

function tableOf(cells: readonly Cell[]): string {
  const head = [
    'selected',
    'data of a session, KB',
    'subscribers',
    'server, cores',
    'processor time for an update, µs',
    'received, MB',
    'came of due',
    'load generator, cores',
  ];
  const rows = cells.map((cell) => {
    const counts = cell.busiest <= BUSIEST;
    return [
      cell.selection === 'all' ? 'all data' : 'one number of them',
      String(cell.kilobytes),
      String(cell.subscribers),
      ...(counts
        ? [cell.cores.toFixed(2), figure(cell.microseconds), figure(cell.megabytes)]
        : ['does not count', 'does not count', 'does not count']),
      `${cell.arrived} of ${cell.due}`,
      `${cell.busiest.toFixed(2)}${counts ? '' : ': too busy'}`,
    ];
  });
  return markdownTable(head, rows);
}
