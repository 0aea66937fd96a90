import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { startBenchNetwork } from '../lib/network.js';
import { createSlotNetwork } from '../lib/slot-network.js';
import { median, percentile } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import { type Installed, measureInstalled } from './installed.js';
import { emptyProcess, type Launch, launch } from './launch.js';

const SLOTS = 16;

/** Starts the server again and again, on a network that is already there. */
export async function benchStart({ quick }: RowOptions): Promise<Findings> {
  const { starts, restMs } = quick ? { starts: 2, restMs: 2000 } : { starts: 10, restMs: 10_000 };
  progress('packing and installing');
  const installed = measureInstalled();
  const network = await startBenchNetwork();
  const launches: Launch[] = [];
  const empty: number[] = [];
  try {
    const slots = createSlotNetwork(network);
    await slots.grow(SLOTS);
    for (let n = 1; n <= starts; n += 1) {
      progress(`start ${n} of ${starts}`);
      empty.push(await emptyProcess());
      launches.push(await launch(network, `start-${n}`, restMs));
    }
    await slots.close();
  } finally {
    await network.close();
  }
  return {
    table: tableOf(launches, empty, installed),
    figures: { slots: SLOTS, restMs, launches, empty, installed },
    invalid: launches.flatMap(({ slots }, index) =>
      slots === SLOTS ? [] : [`start ${index + 1}: ${slots} of ${SLOTS} slots when it was ready`],
    ),
  };
}

function tableOf(
  launches: readonly Launch[],
  empty: readonly number[],
  installed: Installed | string,
): string {
  const row = (what: string, values: readonly number[], goal = '') => [
    what,
    figure(median(values)),
    figure(percentile(values, 0.9)),
    goal,
  ];
  const of = (pick: (one: Launch) => number) => launches.map(pick);
  return markdownTable(
    ['start', 'median', 'p90', 'goal'],
    [
      row('`node -e 0`, ms', empty),
      row(
        'to listening, ms',
        of(({ listening }) => listening),
      ),
      row(
        'to ready, ms',
        of(({ ready }) => ready),
        '< 1500',
      ),
      row(
        'to the end of the initial scan in the log, ms',
        of(({ scanned }) => scanned),
      ),
      row(
        'memory when ready, MB',
        of(({ megabytesAtReady }) => megabytesAtReady),
      ),
      row(
        'memory later, MB',
        of(({ megabytesLater }) => megabytesLater),
        '< 120',
      ),
      typeof installed === 'string'
        ? ['installed, MB', 'not measured', '', '< 80']
        : ['installed, MB', figure(installed.megabytes), '', '< 80'],
    ],
  );
}
