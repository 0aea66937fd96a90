import { Command, Option } from 'commander';
import { similarWords } from '../../lib/did-you-mean.js';
import { type ClientCommand, OPERANDS, PRESET_OPERANDS } from '../client-command.js';
import { ALERT_OPTIONS, ALERT_TEST_OPTIONS, DEMO_ALERT_OPTIONS } from './alert-options.js';
import {
  ANNOTATE_OPTIONS,
  RETRY_OPTIONS,
  RUNS_OPTIONS,
  SERVER_OPTIONS,
  START_OPTIONS,
} from './client-options.js';
import { HELP } from './help.js';
import { JWT_OPTIONS } from './jwt-options.js';
import { LIMIT_OPTIONS } from './limit-options.js';
import type { OptionDefinition } from './option-definition.js';
import {
  DEMO_STORAGE_OPTIONS,
  HTTP_OPTIONS,
  INSTANCE_OPTIONS,
  LOG_OPTIONS,
  ROUTER_LOGIN_OPTIONS,
  RUN_OPTIONS,
  SHARED_RUN_OPTIONS,
  SIMULATE_SITE_OPTIONS,
  SIMULATION_OPTIONS,
  SITE_OPTIONS,
  STORAGE_OPTIONS,
} from './options.js';
import { TOKEN_OPTIONS } from './token-options.js';

/** The commands of the program. */
export type CommandName = 'serve' | 'demo' | 'simulate' | 'token' | 'alert' | 'schema' | ClientCommand;

const HELP_WIDTH = 100;

const GROUPS: Readonly<Record<CommandName, Readonly<Record<string, readonly OptionDefinition[]>>>> = {
  serve: {
    'OCS site options:': SITE_OPTIONS,
    'Login at the router:': ROUTER_LOGIN_OPTIONS,
    'HTTP and WebSocket:': HTTP_OPTIONS,
    'JSON Web Tokens:': JWT_OPTIONS,
    'Limits:': LIMIT_OPTIONS,
    'Slots and runs:': RUN_OPTIONS,
    'Storage:': STORAGE_OPTIONS,
    'Alerts:': ALERT_OPTIONS,
    'Logs:': LOG_OPTIONS,
  },
  demo: {
    'Simulation:': SIMULATION_OPTIONS,
    'HTTP and WebSocket:': HTTP_OPTIONS,
    'JSON Web Tokens:': JWT_OPTIONS,
    'Limits:': LIMIT_OPTIONS,
    'Runs:': SHARED_RUN_OPTIONS,
    'Storage:': DEMO_STORAGE_OPTIONS,
    'Alerts:': DEMO_ALERT_OPTIONS,
    'Logs:': LOG_OPTIONS,
  },
  simulate: {
    'Simulation:': [...SIMULATION_OPTIONS, ...INSTANCE_OPTIONS],
    'OCS site options:': SIMULATE_SITE_OPTIONS,
    'Login at the router:': ROUTER_LOGIN_OPTIONS,
    'Logs:': LOG_OPTIONS,
  },
  token: { 'Token:': TOKEN_OPTIONS },
  alert: { 'Alerts:': ALERT_TEST_OPTIONS },
  schema: {},
  list: { 'Server:': SERVER_OPTIONS },
  run: { 'Run:': START_OPTIONS, 'Server:': SERVER_OPTIONS },
  retry: { 'Run:': RETRY_OPTIONS, 'Server:': SERVER_OPTIONS },
  stop: { 'Server:': SERVER_OPTIONS },
  abort: { 'Server:': SERVER_OPTIONS },
  'stop-all': { 'Server:': SERVER_OPTIONS },
  cancel: { 'Server:': SERVER_OPTIONS },
  pause: { 'Server:': SERVER_OPTIONS },
  resume: { 'Server:': SERVER_OPTIONS },
  annotate: { 'Run:': ANNOTATE_OPTIONS, 'Server:': SERVER_OPTIONS },
  watch: { 'Server:': SERVER_OPTIONS },
  runs: { 'Runs:': RUNS_OPTIONS, 'Server:': SERVER_OPTIONS },
  results: { 'Server:': SERVER_OPTIONS },
  presets: { 'Server:': SERVER_OPTIONS },
};

/**
 * One command with its options and help, without an action. It accepts unknown options and words, so that the
 * caller can report all of them and not only the first.
 */
export function createCommand(name: CommandName): Command {
  const { summary, description, after } = HELP[name];
  const command = new Command(name)
    .summary(summary)
    .description(description)
    .usage(usageOf(name))
    .addHelpText('after', after.trimEnd())
    .allowUnknownOption()
    .allowExcessArguments();
  for (const [group, options] of Object.entries(GROUPS[name])) {
    for (const { name: option, value, help, fallback } of options) {
      // Commander treats a value in [] as optional. So it reports a missing value to us instead of throwing, and
      // never takes the next option as the value. The help shows <> instead of [], see describeTerm.
      const flag = value === undefined ? `--${option}` : `--${option} [${value}]`;
      const definition = new Option(flag, help).helpGroup(group);
      command.addOption(fallback === undefined ? definition : definition.default(fallback, String(fallback)));
    }
  }
  return quiet(command.exitOverride());
}

function usageOf(name: CommandName): string {
  if (name === 'schema') return '';
  return ['[options]', takesWords(name) ? operandsOf(name) : ''].join(' ').trimEnd();
}

/** True for a command with words that are no options. */
export const takesWords = (name: CommandName): name is ClientCommand | 'token' =>
  name === 'token' || isClientCommand(name);

function operandsOf(name: ClientCommand | 'token'): string {
  if (name === 'token') return 'NAME';
  return name === 'run' ? `${OPERANDS.run} | --preset NAME ${PRESET_OPERANDS}` : OPERANDS[name];
}

/** True for a command that uses a running server; words after it are no mistake. */
export function isClientCommand(name: CommandName): name is ClientCommand {
  return name in OPERANDS;
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

/** True for an option without a value. */
export function takesNoValue(name: CommandName, flag: string): boolean {
  return createCommand(name).options.some((option) => option.long === flag && option.isBoolean());
}

/** A suggestion for an unknown option, such as ` Did you mean --port?`; empty if no option is similar. */
export function suggestion(name: CommandName, flag: string): string {
  const command = createCommand(name);
  const known = command.createHelp().visibleOptions(command);
  const names = known.flatMap(({ long }) => long?.slice('--'.length) ?? []);
  const word = flag.replace(/^--?/, '');
  // OCS (argparse) accepts an abbreviated option. We do not, but we suggest the full names.
  const longer = word.length > 1 ? names.filter((option) => option.startsWith(word)) : [];
  const suggestions = longer.length > 0 ? longer : similarWords(word, names);
  return suggestions.length > 0 ? ` Did you mean ${suggestions.map((one) => `--${one}`).join(' or ')}?` : '';
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
