import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Network } from './network.js';
import { ensurePythonEnvironment } from './python-environment.js';

/** What `OCSClient` got for a request. */
export interface ShellReply<Session> {
  readonly status: number;
  readonly message: string;
  readonly session: Session;
}

/** Runs ocs-client-cli to its end, with `input` on its standard input, and returns its standard output. */
export async function ocsClientCli(
  network: Pick<Network, 'directory'>,
  args: readonly string[],
  input = '',
): Promise<string> {
  const { python } = await ensurePythonEnvironment();
  const running = promisify(execFile)(join(dirname(python), 'ocs-client-cli'), args, {
    env: { ...process.env, OCS_CONFIG_DIR: network.directory, PYTHONUNBUFFERED: '1' },
    timeout: 120_000,
  });
  running.child.stdin?.end(input);
  const { stdout } = await running;
  return stdout;
}

/** The operations of an agent, in the output of `ocs-client-cli scan --details`: op code by name. */
export function operationsIn(output: string, instanceId: string): Map<string, string> {
  const lines = output.split('\n');
  const operations = new Map<string, string>();
  const start = lines.indexOf(`  ${instanceId}`);
  if (start < 0) throw new Error(`ocs-client-cli did not list ${instanceId}:\n${output}`);
  for (const line of lines.slice(start + 1)) {
    const [, name, code] = /^ {4}(\S+)\s*: (\w+)$/.exec(line) ?? [];
    if (name === undefined || code === undefined) break;
    operations.set(name, code);
  }
  return operations;
}

/**
 * Types lines into `ocs-client-cli shell INSTANCE`, whose `client` calls the agent. The lines can
 * `say(NAME, reply)`; what was said is returned by name.
 */
export async function typeInShell<Session>(
  network: Pick<Network, 'directory'>,
  instanceId: string,
  lines: readonly string[],
): Promise<{ replies: ReadonlyMap<string, ShellReply<Session>>; output: string }> {
  const prelude = [
    'import json, time',
    "say = lambda *said: print('SAID', json.dumps(said))",
    // The shell reads a line at a time: an empty one ends what has a body.
    ...lines.flatMap((line) => (/^(for|while|if) /.test(line) ? [line, ''] : [line])),
    '',
  ];
  const output = await ocsClientCli(network, ['shell', '--simple', instanceId], prelude.join('\n'));
  const replies = new Map<string, ShellReply<Session>>();
  for (const [, said = ''] of output.matchAll(/SAID (\[.*\])$/gm)) {
    const [name, [status, message, session]] = JSON.parse(said) as [string, [number, string, Session]];
    replies.set(name, { status, message, session });
  }
  return { replies, output };
}
