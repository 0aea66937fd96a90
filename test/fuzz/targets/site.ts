import { parseCommandLine } from '../../../src/config/cli/parse.js';
import { formatProblems } from '../../../src/config/problem.js';
import {
  findPassword,
  PasswordsFileError,
  parsePasswordsFile,
} from '../../../src/ocs/access/passwords-file.js';
import { createSources } from '../../config/sources.js';
import { checkMessage } from '../engine/clear-error.js';
import { isRecord, type Json, listOf, textOf } from '../engine/json.js';
import { Fault, type Target } from '../engine/target.js';

/** Files of an operator: `{site, argv}`, or a file of passwords. */
function readSite(site: unknown, argv: readonly string[], input: string): void {
  const sources = createSources({ files: { 'site.yaml': textOf(site) } });
  const result = parseCommandLine(['serve', '--site-file', 'site.yaml', ...argv], sources);
  if (result.kind !== 'problems') return;
  if (result.problems.length === 0) throw new Fault('site: rejected without a problem');
  const lines = formatProblems(result.problems).trimEnd().split('\n');
  if (lines.length !== result.problems.length)
    throw new Fault(`site: ${lines.length} lines for one problem each`);
  for (const line of lines) checkMessage(line, input, 'site');
}

function readPasswords(passwords: unknown, input: string): void {
  try {
    const file = parsePasswordsFile(textOf(passwords));
    for (const problem of file.problems) checkMessage(problem, input, 'passwords');
    const agent = { agentClass: 'PysmurfController', instanceId: 'pysmurf-controller-s2' };
    for (const level of [1, 2, 3] as const) findPassword(file, agent, level)?.reveal();
  } catch (error) {
    if (!(error instanceof PasswordsFileError)) throw error;
    checkMessage(error.message, input, 'passwords');
  }
}

export const site: Target = {
  name: 'site',
  covers: [
    '/dist/src/config/',
    '/dist/src/lib/python-yaml',
    '/dist/src/ocs/access/passwords-file',
    '/dist/src/ocs/access/scope',
    '/dist/src/ocs/access/fnmatch',
    '/node_modules/yaml/dist/',
  ],
  words: [
    ...[
      'hub',
      'hosts',
      'wamp_server',
      'wamp_realm',
      'wamp_http',
      'address_root',
      'agent-instances',
      'localhost',
    ],
    ...[
      'agent-class',
      'instance-id',
      'arguments',
      'MultiSmurfManager',
      'daq-host',
      'access_policy',
      'default',
    ],
    ...['password_2', 'password_3', 'agent_class', 'instance_id', '--port', '--expire-time', '--timeout=a=1'],
    ...[
      '&a',
      '*a',
      '<<: *a',
      '!!str',
      '!!binary',
      '!!omap',
      '!!set',
      '!!timestamp',
      '!!python/object',
      '%YAML 1.2',
    ],
    ...[
      '---',
      '...',
      '- ',
      '? ',
      ': ',
      '|',
      '>',
      '|2-',
      '\t',
      '\r\n',
      '# ',
      "'",
      '"',
      '[',
      ']',
      '{',
      '}',
      '{a: [b',
    ],
    ...['.inf', '.nan', '0o17', '0x1f', '1_000', '1:30', 'yes', 'null', '~', '2001-01-01', '=', '\n  '],
  ],
  batch: 200,
  parallel: false,
  async open() {
    return {
      async run(input: Json) {
        if (!isRecord(input)) return;
        const text = JSON.stringify(input);
        if ('passwords' in input) readPasswords(input['passwords'], text);
        else readSite(input['site'], listOf(input['argv']).map(textOf), text);
      },
      async check() {},
      held: async () => ({}),
      async close() {},
    };
  },
};
