import { setTimeout as sleep } from 'node:timers/promises';
import { type Network, startNetwork } from '../../test/interop/network.js';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { median, percentile } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import { syncWallClock } from '../lib/wall-clock.js';
import type { Contender } from './contender.js';
import { startContenders, versionsOf } from './contenders.js';

const NOISE_SECONDS = 0.5;
/** Long enough that one measurement does not affect the next. */
const REST_MS = 1000;

/** One measurement, in milliseconds. */
interface Timing {
  /** From the request to the start of the last slot's session. */
  readonly allStarted: number;
  /** From the first session's start to the last one's. */
  readonly skew: number;
  /** From the end of the last session until the caller knows it. */
  readonly known: number;
}

interface Cell {
  readonly contender: string;
  readonly timings: readonly Timing[];
}

/** Commands real slots on a real Crossbar, one contender after the other, round after round. */
export async function benchCommand({ quick }: RowOptions): Promise<Findings> {
  const slots = quick ? 3 : 16;
  const rounds = quick ? 5 : 20;
  progress(`starting Crossbar and ${slots} PysmurfControllers`);
  const network = await startNetwork({ slots, registry: true });
  try {
    const contenders = await startContenders(network);
    const invalid: string[] = [];
    const timings = new Map<Contender, Timing[]>(contenders.map((contender) => [contender, []]));
    // The first measurement of each opens connections and warms up the code. It is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      progress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
      for (const [contender, counted] of timings) {
        const timing = await attempt(network, contender);
        if (typeof timing === 'string') invalid.push(`${contender.name}, round ${round}: ${timing}`);
        else if (round > 0) counted.push(timing);
        // Heartbeats come once a second. Measurements must not be synchronous with them.
        await sleep(REST_MS * (1 + Math.random()));
      }
    }
    await Promise.all(contenders.map((contender) => contender.close()));
    const cells = [...timings].map(([{ name }, counted]) => ({ contender: name, timings: counted }));
    return { table: tableOf(cells), figures: { slots, versions: versionsOf(), cells }, invalid };
  } finally {
    await network.stop();
  }
}

interface Session {
  readonly start_time: number;
  readonly end_time: number | null;
  readonly success: boolean | null;
}

/** One measurement, from the sessions that the agents report; or a message, if it is invalid. */
async function attempt(network: Network, contender: Contender): Promise<Timing | string> {
  syncWallClock();
  const { requestedAt, knownAt, success } = await contender.takeNoise(NOISE_SECONDS);
  const sessions = await Promise.all(
    network.controllers.map(async ({ instanceId }) => {
      const address = `${network.addressRoot}.${instanceId}.ops`;
      const [, , session] = (await network.call(address, 'status', 'take_noise')) as [
        number,
        string,
        Session,
      ];
      return { instanceId, ...session };
    }),
  );
  for (const { instanceId, ...session } of sessions) {
    if (!session.success) return `${instanceId} failed`;
    if (session.start_time < requestedAt) return `${instanceId} did not start`;
  }
  if (!success) return 'it reports a failure, but every slot succeeded';
  const starts = sessions.map(({ start_time }) => start_time);
  const ends = sessions.map(({ end_time }) => end_time ?? Number.POSITIVE_INFINITY);
  const ms = (seconds: number) => Math.round(seconds * 100_000) / 100;
  return {
    allStarted: ms(Math.max(...starts) - requestedAt),
    skew: ms(Math.max(...starts) - Math.min(...starts)),
    known: ms(knownAt - Math.max(...ends)),
  };
}

const COLUMNS = [
  ['request to all started', ({ allStarted }: Timing) => allStarted],
  ['first start to last', ({ skew }: Timing) => skew],
  ['last end to known', ({ known }: Timing) => known],
] as const;

function tableOf(cells: readonly Cell[]): string {
  const head = ['ms: median (p90, p99)', ...COLUMNS.map(([title]) => title), 'n'];
  const rows = cells.map(({ contender, timings }) => [
    contender,
    ...COLUMNS.map(([, pick]) => {
      const values = timings.map(pick);
      return `${figure(median(values))} (${[0.9, 0.99].map((q) => figure(percentile(values, q))).join(', ')})`;
    }),
    String(timings.length),
  ]);
  return markdownTable(head, rows);
}
