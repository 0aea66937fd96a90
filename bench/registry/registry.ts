import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { startBenchNetwork } from '../lib/network.js';
import { createSlotNetwork } from '../lib/slot-network.js';
import { type Measured, measureServer, type Plan } from './measure.js';
import { missedGoals, tableOf } from './report.js';

/** As in socs. */
const USUAL_SECONDS = 10;
/** The server reads everything of each slot once in this time. */
const SWEEP_SECONDS = 60;

/** Lets one server watch more and more simulated slots, without a client. */
export async function benchRegistry({ quick }: RowOptions): Promise<Findings> {
  const plan = (slots: number, readEvery = USUAL_SECONDS): Plan =>
    quick
      ? { slots, readEvery, seconds: 3, starts: 10, questions: 2 }
      : { slots, readEvery, seconds: SWEEP_SECONDS, starts: 200, questions: 5 };
  const plans = quick
    ? [plan(50), plan(100)]
    : [plan(100), plan(500), { ...plan(500, 1), seconds: 20 }, plan(2000)];
  const network = await startBenchNetwork();
  const slots = createSlotNetwork(network);
  const measured: Measured[] = [];
  try {
    let readEvery = USUAL_SECONDS;
    for (const one of plans) {
      progress(`${one.slots} slots that read their state every ${one.readEvery} s`);
      await slots.grow(one.slots);
      if (one.readEvery !== readEvery) await slots.readEvery(one.readEvery);
      readEvery = one.readEvery;
      measured.push(await measureServer(network, slots, one));
    }
  } finally {
    await slots.close();
    await network.close();
  }
  return {
    table: tableOf(measured),
    figures: measured,
    invalid: [...measured.flatMap(missingEvents), ...(quick ? [] : missedGoals(measured))],
  };
}

function missingEvents({ slots, delays: { started, toClient, toBare } }: Measured): string[] {
  return Object.entries({ toClient, toBare }).flatMap(([to, { length }]) =>
    length === started ? [] : [`${slots} slots: ${started - length} of ${started} events are missing, ${to}`],
  );
}
