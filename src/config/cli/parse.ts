import { CommanderError } from 'commander';
import type { Problem } from '../problem.js';
import { readDemoConfig } from '../readers/demo.js';
import { readServeConfig } from '../readers/serve.js';
import { readSimulateConfig } from '../readers/simulate.js';
import type { CommandLineResult, Config, Sources } from '../types.js';
import { type CommandName, createCommand, createProgram } from './commands.js';
import { collectOptions, type Layer, reportUnexpected } from './option-values.js';

const COMMANDS: readonly CommandName[] = ['serve', 'demo', 'simulate', 'schema'];
const PLACE = 'command line';

/**
 * Reads the command line, and with it environment, site file and files of secrets. Never prints, never
 * exits, and gives either a configuration, a text to print, or all problems at once.
 *
 * @param argv the words after the program's name, `process.argv.slice(2)`.
 */
export function parseCommandLine(argv: readonly string[], sources: Sources): CommandLineResult {
  const problems: Problem[] = [];
  let printed = '';
  let chosen: { name: CommandName; layer: Layer } | undefined;

  const commands = COMMANDS.map((name) => {
    const command = createCommand(name);
    const describe = (flag: string) => flag;
    const layer = collectOptions(command, describe, problems);
    return command.action(() => {
      chosen = { name, layer };
      reportUnexpected(name, command.args, describe, PLACE, problems);
    });
  });
  const program = createProgram(sources.version, commands, (text) => {
    printed += text;
  });

  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text: printed, exitCode: 0 };
    return { kind: 'problems', problems: [{ source: PLACE, message: describeUse(error) }] };
  }

  const config = chosen && readConfig(chosen.name, chosen.layer, sources, problems);
  return config === undefined || problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'config', config };
}

function readConfig(
  name: CommandName,
  layer: Layer,
  sources: Sources,
  problems: Problem[],
): Config | undefined {
  switch (name) {
    case 'serve':
      return readServeConfig(layer, sources, problems);
    case 'demo':
      return readDemoConfig(layer, sources, problems);
    case 'simulate':
      return readSimulateConfig(layer, sources, problems);
    case 'schema':
      return { command: 'schema' };
  }
}

/** Only the choice of the command is left to Commander's own errors. */
function describeUse(error: CommanderError): string {
  const commands = `one of the commands ${COMMANDS.join(', ')}`;
  switch (error.code) {
    case 'commander.help':
      return `wanted ${commands}, got none; see multismurf --help`;
    case 'commander.unknownOption':
      return `wanted ${commands} before any option; see multismurf --help`;
    default:
      return `wanted ${commands}, got ${error.message.replace(/^error: (unknown command )?/, '').replace(/\s*\n\s*/g, ' ')}`;
  }
}
