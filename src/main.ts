#!/usr/bin/env node
import './lib/production.js';

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { sendTestAlert } from './commands/alert.js';
import { runClient } from './commands/client.js';
import { runDemo } from './commands/demo.js';
import { exitProcess } from './commands/lifecycle.js';
import { runServer } from './commands/serve.js';
import { runSimulation } from './commands/simulate.js';
import { makeToken } from './commands/token.js';
import { parseCommandLine } from './config/cli/parse.js';
import { formatProblems } from './config/problem.js';
import type { Config } from './config/types.js';
import { printSchemaText } from './graphql/print-schema.js';
import { messageOf } from './lib/error-message.js';
import { parseFault } from './simulator/fault-text.js';
import { nameSlots } from './simulator/slot-names.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Runs a command to its end, a server until a signal comes; then ends the process. */
async function run(config: Exclude<Config, { command: 'schema' }>): Promise<never> {
  // The output is only for people: if its reader goes away, the server continues.
  process.stdout.on('error', () => {});
  try {
    process.exitCode = await start(config);
  } catch (error) {
    process.stderr.write(`multismurf: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
  return await exitProcess();
}

/** Returns the exit code. */
async function start(config: Exclude<Config, { command: 'schema' }>): Promise<number> {
  switch (config.command) {
    case 'serve':
      await runServer(config);
      return 0;
    case 'demo':
      await runDemo(config);
      return 0;
    case 'simulate':
      await runSimulation(config);
      return 0;
    case 'token':
      process.stdout.write(`${await makeToken(config)}\n`);
      return 0;
    case 'alert':
      process.stdout.write(await sendTestAlert(config));
      return 0;
    default:
      return await runClient(config);
  }
}

const result = parseCommandLine(process.argv.slice(2), {
  env: process.env,
  hostname: hostname(),
  readFile: (path) => readFileSync(path, 'utf8'),
  checkFault: (text, slots) => parseFault(text, nameSlots(slots)),
  version,
});
switch (result.kind) {
  case 'text':
    process.stdout.write(result.text);
    break;
  case 'problems':
    process.stderr.write(formatProblems(result.problems));
    process.exitCode = 2;
    break;
  case 'config':
    if (result.config.command === 'schema') process.stdout.write(printSchemaText());
    else await run(result.config);
}
