import { parseArgs } from 'node:util';
import { type Network, startNetwork } from '../interop/network.js';
import { judge } from './judge.js';
import { playSchedule } from './play-schedule.js';
import { drawSchedule, FAULT_KINDS, type FaultKind, type Schedule } from './schedule.js';

const USAGE = `usage: npm run test:faults -- [--schedules 40] [--networks 2] [--first SEED] [--only "link cut"]
`;
const SLOTS = 3;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '40' },
    networks: { type: 'string', default: '2' },
    first: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    only: { type: 'string' },
  },
});
const schedules = Number(values.schedules);
const networks = Number(values.networks);
const first = Number(values.first);
const kinds = FAULT_KINDS.filter((kind) => values.only === undefined || kind === values.only);
if (
  ![schedules, networks, first].every((value) => Number.isSafeInteger(value) && value >= 0) ||
  kinds.length === 0
) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const tally = new Map<FaultKind, { tried: number; held: number }>(
  kinds.map((kind) => [kind, { tried: 0, held: 0 }]),
);
let next = first;
let failed = 0;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function play(network: Network, schedule: Schedule): Promise<void> {
  const began = Date.now();
  const wrong = await playSchedule(network, schedule).then(
    (played) => judge(schedule, played),
    (error: unknown) => [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  );
  for (const { kind } of schedule.faults) {
    const count = tally.get(kind);
    if (!count) continue;
    count.tried += 1;
    if (wrong.length === 0) count.held += 1;
  }
  const faults = schedule.faults.map(
    ({ kind, at, lasts }) => `${kind} at ${at.toFixed(1)} s for ${lasts.toFixed(1)} s`,
  );
  say(
    `${wrong.length === 0 ? 'ok' : 'NOT OK'} ${schedule.seed} ${((Date.now() - began) / 1000).toFixed(0)} s: ${faults.join(', ')}`,
  );
  if (wrong.length === 0) return;
  failed += 1;
  for (const line of wrong) say(`    ${line}`);
  say(`    commands: ${JSON.stringify(schedule.commands)}`);
  // The next one begins with slots that are idle, whatever became of them in this one.
  for (const controller of network.controllers) await controller.restart();
  say(`    logs: ${network.directory}; again: npm run test:faults -- --schedules 1 --first ${schedule.seed}`);
}

async function playOnOneNetwork(): Promise<void> {
  const network = await startNetwork({ slots: SLOTS });
  try {
    while (next < first + schedules) {
      const schedule = drawSchedule(next, SLOTS, kinds);
      next += 1;
      await play(network, schedule);
    }
  } finally {
    await network.stop();
  }
}

say(`schedules ${first} to ${first + schedules - 1}, on ${networks} networks side by side`);
await Promise.all(Array.from({ length: networks }, playOnOneNetwork));
say('');
say('| fault | tried | held |');
say('|---|---|---|');
for (const [kind, { tried, held }] of tally) say(`| ${kind} | ${tried} | ${held} |`);
process.exitCode = failed > 0 ? 1 : 0;
