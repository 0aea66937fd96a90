import { CommanderError } from 'commander';
import { CLIENT_COMMANDS } from '../client-command.js';
import type { Problem } from '../problem.js';
import { readAlertTestConfig } from '../readers/alerts.js';
import { readClientConfig } from '../readers/client.js';
import { readDemoConfig } from '../readers/demo.js';
import { readServeConfig } from '../readers/serve.js';
import { readSimulateConfig } from '../readers/simulate.js';
import { readTokenConfig } from '../readers/token.js';
import type { CommandLineResult, Config, Sources } from '../types.js';
import { type CommandName, createCommand, createProgram, isClientCommand, takesWords } from './commands.js';
import { collectOptions, type Layer, reportUnexpected } from './option-values.js';

const COMMANDS: readonly CommandName[] = [
  ...(['serve', 'demo', 'simulate', 'token', 'alert', 'schema'] as const),
  ...CLIENT_COMMANDS,
];
const PLACE = 'command line';

/**
 * Reads the command line, the environment, the site file and the files with secrets. Never prints and never
 * exits: returns a configuration, a text to print, or all problems.
 *
 * @param argv the words after the name of the program, `process.argv.slice(2)`.
 */
export function parseCommandLine(argv: readonly string[], sources: Sources): CommandLineResult {
  const problems: Problem[] = [];
  let printed = '';
  let chosen: Chosen | undefined;

  const commands = COMMANDS.map((name) => {
    const command = createCommand(name);
    const describe = (flag: string) => flag;
    const layer = collectOptions(command, describe, problems);
    return command.action(() => {
      const isWord = (word: string) => takesWords(name) && !/^--?[A-Za-z]/.test(word);
      chosen = { name, layer, words: command.args.filter(isWord) };
      const unexpected = command.args.filter((word) => !isWord(word));
      reportUnexpected(name, unexpected, describe, PLACE, problems);
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

  const config = chosen && readConfig(chosen, sources, problems);
  return config === undefined || problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'config', config };
}

/** The command on the command line, its options, and the words that are no options. */
interface Chosen {
  readonly name: CommandName;
  readonly layer: Layer;
  readonly words: readonly string[];
}

function readConfig(
  { name, layer, words }: Chosen,
  sources: Sources,
  problems: Problem[],
): Config | undefined {
  if (isClientCommand(name)) return readClientConfig(name, layer, words, sources, problems);
  switch (name) {
    case 'serve':
      return readServeConfig(layer, sources, problems);
    case 'demo':
      return readDemoConfig(layer, sources, problems);
    case 'simulate':
      return readSimulateConfig(layer, sources, problems);
    case 'token':
      return readTokenConfig(layer, words, problems);
    case 'alert':
      return readAlertTestConfig(layer, sources, problems);
    case 'schema':
      return { command: 'schema' };
  }
}

/** The message for an error of Commander. Only a missing or unknown command is such an error. */
function describeUse(error: CommanderError): string {
  const commands = `one of the commands ${COMMANDS.join(', ')}`;
  switch (error.code) {
    case 'commander.help':
      return `expected ${commands}, got none; see multismurf --help`;
    case 'commander.unknownOption':
      return `expected ${commands} before any option; see multismurf --help`;
    default:
      return `expected ${commands}, got ${error.message.replace(/^error: (unknown command )?/, '').replace(/\s*\n\s*/g, ' ')}`;
  }
}
