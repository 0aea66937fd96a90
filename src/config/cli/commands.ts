import { Command, Option } from 'commander';
import { similarWords } from '../../lib/did-you-mean.js';
import { HELP } from './help.js';
import {
  DEMO_STORAGE_OPTIONS,
  HTTP_OPTIONS,
  INSTANCE_OPTIONS,
  LOG_OPTIONS,
  type OptionDefinition,
  ROUTER_LOGIN_OPTIONS,
  RUN_OPTIONS,
  SHARED_RUN_OPTIONS,
  SIMULATE_SITE_OPTIONS,
  SIMULATION_OPTIONS,
  SITE_OPTIONS,
  STORAGE_OPTIONS,
} from './options.js';

/** Commands that the program has. */
export type CommandName = 'serve' | 'demo' | 'simulate' | 'schema';

const HELP_WIDTH = 100;

const GROUPS: Readonly<Record<CommandName, Readonly<Record<string, readonly OptionDefinition[]>>>> = {
  serve: {
    'OCS site options:': SITE_OPTIONS,
    'Login at the router:': ROUTER_LOGIN_OPTIONS,
    'HTTP and WebSocket:': HTTP_OPTIONS,
    'Slots and runs:': RUN_OPTIONS,
    'Storage:': STORAGE_OPTIONS,
    'Logs:': LOG_OPTIONS,
  },
  demo: {
    'Simulation:': SIMULATION_OPTIONS,
    'HTTP and WebSocket:': HTTP_OPTIONS,
    'Runs:': SHARED_RUN_OPTIONS,
    'Storage:': DEMO_STORAGE_OPTIONS,
    'Logs:': LOG_OPTIONS,
  },
  simulate: {
    'Simulation:': [...SIMULATION_OPTIONS, ...INSTANCE_OPTIONS],
    'OCS site options:': SIMULATE_SITE_OPTIONS,
    'Login at the router:': ROUTER_LOGIN_OPTIONS,
    'Logs:': LOG_OPTIONS,
  },
  schema: {},
};

/**
 * One command with its options and help, not yet listening to anything. It lets unknown options and words
 * pass, so that the caller can report them all instead of stopping at the first.
 */
export function createCommand(name: CommandName): Command {
  const { summary, description, after } = HELP[name];
  const command = new Command(name)
    .summary(summary)
    .description(description)
    .usage(name === 'schema' ? '' : '[options]')
    .addHelpText('after', after.trimEnd())
    .allowUnknownOption()
    .allowExcessArguments();
  for (const [group, options] of Object.entries(GROUPS[name])) {
    for (const { name: option, value, help, fallback } of options) {
      // A value in [] is one that may be missing: Commander then tells of it instead of stopping, and never
      // takes the next option for the value. The help shows it as <>, see describeTerm.
      const flag = value === undefined ? `--${option}` : `--${option} [${value}]`;
      const definition = new Option(flag, help).helpGroup(group);
      command.addOption(fallback === undefined ? definition : definition.default(fallback, String(fallback)));
    }
  }
  return quiet(command.exitOverride());
}

/** The whole program; its help and version go to `print`. */
export function createProgram(
  version: string,
  commands: readonly Command[],
  print: (text: string) => void,
): Command {
  const program = new Command('multismurf')
    .description(HELP.program.description)
    .version(version)
    .addHelpText('after', HELP.program.after.trimEnd());
  quiet(program.exitOverride(), print);
  for (const command of commands) program.addCommand(quiet(command, print));
  return program;
}

/** True for an option that is either given or not: one that is unexpected nevertheless came with a value. */
export function takesNoValue(name: CommandName, flag: string): boolean {
  return createCommand(name).options.some((option) => option.long === flag && option.isBoolean());
}

/** What an unknown option may stand for: ` Did you mean --port?`, or nothing. */
export function suggestion(name: CommandName, flag: string): string {
  const command = createCommand(name);
  const known = command.createHelp().visibleOptions(command);
  const names = known.flatMap(({ long }) => long?.slice('--'.length) ?? []);
  const word = flag.replace(/^--?/, '');
  // OCS (argparse) takes the beginning of an option for the option; we don't guess, but we say which.
  const longer = word.length > 1 ? names.filter((option) => option.startsWith(word)) : [];
  const meant = longer.length > 0 ? longer : similarWords(word, names);
  return meant.length > 0 ? ` Did you mean ${meant.map((one) => `--${one}`).join(' or ')}?` : '';
}

function quiet(command: Command, print: (text: string) => void = () => {}): Command {
  return command.configureHelp({ optionTerm: describeTerm }).configureOutput({
    writeOut: print,
    writeErr: () => {},
    getOutHelpWidth: () => HELP_WIDTH,
    getOutHasColors: () => false,
  });
}

function describeTerm(option: Option): string {
  return option.flags.replace(/\[(.*)\]/, '<$1>');
}
