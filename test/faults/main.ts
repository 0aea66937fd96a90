import { inspect, parseArgs } from 'node:util';
import { type Network, startNetwork } from '../interop/network.js';
import { judge } from './judge.js';
import { type Played, playSchedule } from './play-schedule.js';
import {
  COMMON_FAULTS,
  drawSchedule,
  type FaultKind,
  type Schedule,
  STORE_FAULTS,
  type StoreKind,
} from './schedule.js';
import { startPostgresStore } from './stores/postgres-store.js';
import { mountSmallDisk, whyNoSmallDisk } from './stores/small-disk.js';
import { createSqliteStore } from './stores/sqlite-store.js';
import type { Store } from './stores/store.js';
import { createTally } from './tally.js';

const USAGE = `usage: npm run test:faults -- [--schedules 40] [--networks 2] [--store sqlite|postgres] [--first SEED] [--only "link cut"]
`;
const SLOTS = 3;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '40' },
    networks: { type: 'string', default: '2' },
    store: { type: 'string', default: 'sqlite' },
    first: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    only: { type: 'string' },
  },
});
const schedules = Number(values.schedules);
const networks = Number(values.networks);
const first = Number(values.first);
const storeKind = values.store as StoreKind;
const possible: readonly FaultKind[] = [...COMMON_FAULTS, ...(STORE_FAULTS[storeKind] ?? [])];
const wanted = possible.filter((kind) => values.only === undefined || kind === values.only);
if (
  ![schedules, networks, first].every((value) => Number.isSafeInteger(value) && value >= 0) ||
  !(storeKind in STORE_FAULTS) ||
  wanted.length === 0
) {
  process.stderr.write(USAGE);
  process.exit(2);
}
// Each network has a few handlers of `exit`. By default Node reports more than ten as a leak.
process.setMaxListeners(0);
// Ends it like a failure: the handlers of `exit` unmount and remove what it has made.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const noSmallDisk = storeKind === 'sqlite' ? whyNoSmallDisk() : null;
const kinds = wanted.filter((kind) => kind !== 'disk full' || noSmallDisk === null);
const again = `npm run test:faults -- --store ${storeKind}${values.only === undefined ? '' : ` --only "${values.only}"`}`;
const tally = createTally(kinds);
let next = first;
let failed = 0;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function play(network: Network, store: Store, schedule: Schedule): Promise<void> {
  const began = Date.now();
  const { wrong, rejected } = await playSchedule(network, store, schedule).then(
    (played) => ({ wrong: judge(schedule, played), rejected: countUnstored(played) }),
    (error: unknown) => ({
      wrong: [inspect(error)],
      rejected: 0,
    }),
  );
  const isRight = wrong.length === 0;
  tally.count(
    schedule.faults.map(({ kind }) => kind),
    isRight,
  );
  const faults = schedule.faults.map(
    ({ kind, at, lasts }) => `${kind} at ${at.toFixed(1)} s for ${lasts.toFixed(1)} s`,
  );
  if (rejected > 0) faults.push(`${rejected} rejected with STORE_UNAVAILABLE`);
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  say(`${isRight ? 'ok' : 'NOT OK'} ${schedule.seed} ${seconds} s: ${faults.join(', ')}`);
  if (isRight) return;
  failed += 1;
  for (const line of wrong) say(`    ${line}`);
  say(`    commands: ${JSON.stringify(schedule.commands)}`);
  say(`    logs: ${network.directory}; again: ${again} --schedules 1 --first ${schedule.seed}`);
  // The next one begins with slots that are idle, whatever became of them in this one.
  for (const controller of network.controllers) await controller.restart();
}

function countUnstored({ refusals }: Played): number {
  return refusals.filter(({ code }) => code === 'STORE_UNAVAILABLE').length;
}

async function openStore(network: Network): Promise<Store> {
  if (storeKind === 'postgres') return await startPostgresStore(network);
  return createSqliteStore(network.directory, noSmallDisk === null ? mountSmallDisk() : null);
}

async function playOnOneNetwork(): Promise<void> {
  const network = await startNetwork({ slots: SLOTS });
  try {
    const store = await openStore(network);
    try {
      while (next < first + schedules) {
        const schedule = drawSchedule(next, SLOTS, kinds);
        next += 1;
        await play(network, store, schedule);
      }
    } finally {
      await store.close();
    }
  } finally {
    await network.stop();
  }
}

say(`schedules ${first} to ${first + schedules - 1} on ${storeKind}, on ${networks} networks side by side`);
if (noSmallDisk !== null) say(`SKIPPED: "disk full", because no small disk can be mounted: ${noSmallDisk}`);
if (kinds.length > 0) await Promise.all(Array.from({ length: networks }, playOnOneNetwork));
say(`\n${tally.table()}`);
if (noSmallDisk !== null) say('"disk full" was skipped: it needs the rights of root');
process.exitCode = failed > 0 ? 1 : 0;
