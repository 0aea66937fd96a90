import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { projectRoot } from '../project-root.js';
import type { ManagedProcess, ProcessOptions } from './managed-process.js';
import type { Network } from './network.js';
import { pythonSources } from './python-environment.js';
import { ensureVirtualEnvironment } from './virtual-environment.js';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** `integrations/python`, installed by pip beside ocs and sorunlib of PyPI. */
export interface PythonPackage {
  readonly python: string;
  /** The file of the command `multismurf`. */
  readonly command: string;
  /** The environment in which Python finds the package, and the package finds the command `multismurf`. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs Python to its end; a failure is an outcome. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Output>;
}

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param directory for the installation; of the test, so that the virtual environment stays as it is */
export async function installPackage(directory: string): Promise<PythonPackage> {
  const commands = await ensureVirtualEnvironment({
    name: 'integrations-venv',
    requirements: join(pythonSources, 'integrations-requirements.txt'),
    cost: 'half a minute',
  });
  const python = join(commands, 'python');

  // A copy, since a build writes into its sources.
  const sources = join(directory, 'integrations-python');
  const installed = join(directory, 'site-packages');
  cpSync(join(projectRoot, 'integrations', 'python'), sources, { recursive: true });
  const offline = ['--no-input', '--no-deps', '--no-index', '--no-build-isolation', '--quiet'];
  await run(python, ['-m', 'pip', 'install', ...offline, '--target', installed, sources]);

  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const command = join(bin, 'multismurf');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(command, 0o755);

  const env = {
    OPENBLAS_NUM_THREADS: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONPATH: installed,
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
  };
  return {
    ...{ python, command, env },
    async run(args, more = {}) {
      const ended = run(python, args, { env: { ...process.env, ...env, ...more }, timeout: 120_000 });
      return await ended.then(
        (output) => ({ code: 0, ...output }),
        ({ code, stdout, stderr }: Output) => ({ code, stdout, stderr }),
      );
    },
  };
}

/** The package on a test network. */
export interface Integrations extends Pick<PythonPackage, 'command'> {
  startHostManager(): Promise<ManagedProcess>;
  /** Runs a whole script of sorunlib, as an operator does. */
  run(script: string): Promise<Output>;
  /** Runs python/sorunlib_script.py with this body to its end. */
  script(body: string): Promise<ScriptEnd>;
  /** Starts python/sorunlib_script.py with this body. */
  startScript(name: string, body: string): Promise<ManagedProcess>;
}

export interface ScriptEnd {
  /** What the body printed. */
  readonly printed: string;
  /** The slots that are left in `CLIENTS['smurf']`. */
  readonly left: readonly string[];
  /** The error that ended the body. */
  readonly error: string | null;
}

/**
 * @param options the port of the GraphQL API, and sorunlib's smurf_failure_threshold
 */
export async function installIntegrations(
  network: Network,
  options: { readonly port: number; readonly threshold: number },
): Promise<Integrations> {
  const { directory } = network;
  const installed = await installPackage(directory);

  const siteFile = join(directory, 'host-manager.yaml');
  writeFileSync(siteFile, managedSite(readFileSync(network.siteFile, 'utf8'), options.port));
  const sorunlibConfig = join(directory, 'sorunlib.yaml');
  const config = { smurf_failure_threshold: options.threshold, registry: 'registry' };
  writeFileSync(sorunlibConfig, stringify(config));

  const env = {
    ...installed.env,
    OCS_CONFIG_DIR: directory,
    SORUNLIB_CONFIG: sorunlibConfig,
    MULTISMURF_DATA_DIR: join(directory, 'multismurf.data'),
  };
  const scriptArgs = (body: string) => [join(pythonSources, 'sorunlib_script.py'), body];
  const spawn = (name: string, args: readonly string[], ready?: ProcessOptions['ready']) =>
    network.spawn({ name, command: installed.python, args, env, ...(ready && { ready }) });

  return {
    command: installed.command,
    startHostManager() {
      const agent = ['-m', 'ocs.agents.host_manager.agent', '--instance-id', 'hm'];
      const site = ['--site-file', siteFile, '--site-host', 'localhost', '--crossbar-timeout', '0'];
      return spawn('host-manager', [...agent, ...site], (started) =>
        started.waitForLine(/start called for manager/, 60_000),
      );
    },
    run: (script) => installed.run(['-c', script], env),
    async script(body) {
      const { code, stdout, stderr } = await installed.run(scriptArgs(body), env);
      assert.equal(code, 0, `the script ended with ${code}:\n${stdout}${stderr}`);
      const lines = stdout.trimEnd().split('\n');
      return { ...JSON.parse(lines.pop() ?? ''), printed: lines.join('\n') };
    },
    startScript: (name, body) => spawn(name, scriptArgs(body)),
  };
}

/** A session as OCS encodes it. */
export interface Session {
  readonly status: string;
  readonly success: boolean | null;
  readonly start_time: number;
  readonly end_time: number;
  readonly messages: readonly (readonly [number, string])[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** An OCS agent for another program. A request that is rejected, or a task that fails, fails the test. */
export function agentOf(network: Network, instanceId: string) {
  const address = `observatory.${instanceId}`;
  async function ask(...args: unknown[]): Promise<Session> {
    const [code, message, session] = (await network.call(`${address}.ops`, ...args)) as [
      number,
      string,
      Session,
    ];
    assert.equal(code, 0, message);
    return session;
  }
  return {
    status: (operation: string) => ask('status', operation),
    wait: (operation: string) => ask('wait', operation),
    async run(task: string, params: object): Promise<Session> {
      await ask('start', task, params);
      const session = await ask('wait', task);
      assert.equal(session.success, true, JSON.stringify(session.messages));
      return session;
    },
    /** Its process, as it reports it; null while nobody has the address. */
    async pid(): Promise<number | null> {
      const api = await network.call(address, 'get_api').catch(() => null);
      return (api as { instance_pid: number } | null)?.instance_pid ?? null;
    },
  };
}

/** What HostManager `hm` said, and what it makes of MultiSmurf, such as `up`. */
export async function watched(network: Network) {
  const { messages, data } = await agentOf(network, 'hm').status('manager');
  const states = data['child_states'] as { instance_id: string; next_action: string }[];
  return {
    said: messages.map(([, text]) => text),
    state: states.find(({ instance_id }) => instance_id === 'multismurf')?.next_action,
  };
}

interface SiteFile {
  readonly hosts: {
    readonly localhost: { readonly 'agent-instances': Record<string, unknown>[] };
  };
}

/** The same site, but HostManager starts only MultiSmurf, and that with a port of its own. */
function managedSite(text: string, port: number): string {
  const site = parse(text) as SiteFile;
  for (const instance of site.hosts.localhost['agent-instances']) {
    if (instance['agent-class'] === 'MultiSmurfManager') instance['arguments'] = ['--port', port];
    else instance['manage'] = 'ignore';
  }
  return stringify(site);
}
