import { parseArgs } from 'node:util';
import { benchCommand } from './command/command.js';
import { benchHold } from './hold/hold.js';
import { describeMachine, machineLine } from './lib/machine.js';
import { benchMonitor } from './monitor/monitor.js';
import { benchObserved } from './observed/observed.js';
import { benchPayload } from './payload/payload.js';
import { benchQuery } from './query/query.js';
import { benchRegistry } from './registry/registry.js';
import { benchStart } from './start/start.js';
import { benchStore } from './store/store.js';
import { benchStorm } from './storm/storm.js';
import { benchUpstream } from './upstream/upstream.js';
import { benchWatch } from './watch/watch.js';

const ROWS = {
  command: benchCommand,
  watch: benchWatch,
  monitor: benchMonitor,
  hold: benchHold,
  query: benchQuery,
  start: benchStart,
  payload: benchPayload,
  store: benchStore,
  storm: benchStorm,
  registry: benchRegistry,
  upstream: benchUpstream,
  observed: benchObserved,
} as const;
const USAGE = `usage: npm run bench -- ${Object.keys(ROWS).join('|')} [--quick] [--only PART]\n`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const [name = ''] = positionals;
if (positionals.length !== 1 || !isRow(name)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const machine = describeMachine();
const { table, figures, invalid } = await ROWS[name](values);
process.stdout.write(`\n${machineLine(machine)}\n\n${table}\n`);
for (const problem of invalid) process.stdout.write(`\nInvalid: ${problem}\n`);
process.stdout.write(`\n${JSON.stringify({ row: name, quick: values.quick, machine, figures, invalid })}\n`);
process.exitCode = invalid.length > 0 ? 1 : 0;

function isRow(text: string): text is keyof typeof ROWS {
  return Object.hasOwn(ROWS, text);
}
