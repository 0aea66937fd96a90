import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../free-port.js';
import { crossbarConfig } from './crossbar-config.js';
import { type ManagedProcess, type ProcessOptions, startProcess } from './managed-process.js';
import { createProcessGroups } from './process-groups.js';
import { ensurePythonEnvironment, pythonSources } from './python-environment.js';
import { siteYaml } from './site-file.js';
import { temporaryFolder } from './temporary-folder.js';

const run = promisify(execFile);

export interface NetworkOptions {
  /** PysmurfControllers to start, for slots 2, 3, ... */
  readonly slots: number;
  /** Start OCS's registry agent too. */
  readonly registry?: boolean;
  /** The default is Crossbar. `embedded` is our own router of the demo. */
  readonly router?: 'crossbar' | 'embedded';
  /** Seconds without a router after which an agent gives up and exits; 0, the default, is never. */
  readonly crossbarTimeout?: number;
  /** More arguments for every controller, such as `['--access-policy', 'override:pw2,pw3']`. */
  readonly controllerArgs?: readonly string[];
  /** More environment for every controller, such as `{ STREAM_SETUP_SECONDS: '5' }`. */
  readonly controllerEnv?: Readonly<Record<string, string>>;
  /** More agent instances of the site file, class by id, for agents that the test starts itself. */
  readonly instances?: Readonly<Record<string, string>>;
  /** Start a controller that exits again, as a container's restart policy does. */
  readonly supervise?: boolean;
}

/** How an operation of a controller fails; see python/stubs/script.py. */
export interface Instruction {
  readonly raise?: string;
  readonly seconds?: number;
  readonly hang?: boolean;
  readonly exit?: number;
  readonly [more: string]: unknown;
}

/** A real PysmurfController on stubs of the hardware. */
export interface Controller extends ManagedProcess {
  readonly slot: number;
  readonly instanceId: string;
  readonly streamId: string;
  /** Instructions by operation, for every call from now on; `{}` takes them all back. */
  script(instructions: Readonly<Record<string, Instruction>>): void;
}

/** A Crossbar with its OCS agents on this machine, started for a test. */
export interface Network {
  /** The router's WebSocket, `ws://localhost:PORT/ws`. */
  readonly url: string;
  /** The router's HTTP bridge, `http://localhost:PORT/call`. */
  readonly httpUrl: string;
  readonly realm: string;
  readonly addressRoot: string;
  /** The OCS site file; its host is `localhost`. */
  readonly siteFile: string;
  /** Logs and configuration; removed at the end of the process unless a test failed. */
  readonly directory: string;
  /** The process of the router: Crossbar, or our own if requested. */
  readonly crossbar: ManagedProcess;
  readonly registry: ManagedProcess | null;
  readonly controllers: readonly Controller[];
  /** Calls a procedure through the HTTP bridge and returns its first result, as `OCSClient` does. */
  call(procedure: string, ...args: unknown[]): Promise<unknown>;
  /** Runs a script of python/ to its end, in the environment of an OCS client, and parses what it prints as JSON. */
  python(script: string, ...args: string[]): Promise<unknown>;
  /** Starts a script of python/ as an agent or publisher of this network; it ends with the network. */
  start(name: string, script: string, ...args: string[]): Promise<ManagedProcess>;
  /** Starts any other program; it ends with the network. */
  spawn(
    options: Pick<ProcessOptions, 'name' | 'command' | 'args' | 'env' | 'ready'>,
  ): Promise<ManagedProcess>;
  stop(): Promise<void>;
}

const REALM = 'test_realm';
const ADDRESS_ROOT = 'observatory';
const START_LIMIT_MS = 90_000;
const EMBEDDED_ROUTER = fileURLToPath(new URL('embedded-router.js', import.meta.url));

/** Starts a network. Resolves when every agent answers and every controller has reported its stream id. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const environment = await ensurePythonEnvironment();
  const directory = temporaryFolder('multismurf-interop-');
  const groups = createProcessGroups();
  const processes: ManagedProcess[] = [];
  const port = await freePort();
  const url = `ws://localhost:${port}/ws`;
  const httpUrl = `http://localhost:${port}/call`;
  const siteFile = join(directory, 'default.yaml');
  const slots = Array.from({ length: options.slots }, (_, index) => index + 2);
  const instances = {
    registry: 'RegistryAgent',
    multismurf: 'MultiSmurfManager',
    ...Object.fromEntries(slots.map((slot) => [controllerId(slot), 'PysmurfController'])),
    ...options.instances,
  };
  writeFileSync(siteFile, siteYaml({ url, httpUrl, realm: REALM, addressRoot: ADDRESS_ROOT, instances }));

  const pythonEnv = {
    OCS_CONFIG_DIR: directory,
    OPENBLAS_NUM_THREADS: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONPATH: join(pythonSources, 'stubs'),
  };
  const siteArgs = ['--site-file', siteFile, '--site-host', 'localhost'];
  const agentArgs = [...siteArgs, '--crossbar-timeout', String(options.crossbarTimeout ?? 0)];

  async function spawn(wanted: Omit<ProcessOptions, 'directory' | 'groups'>): Promise<ManagedProcess> {
    const started = await startProcess({ ...wanted, directory, groups });
    processes.push(started);
    return started;
  }

  async function call(procedure: string, ...args: unknown[]): Promise<unknown> {
    const response = await fetch(httpUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ procedure, args }),
      signal: AbortSignal.timeout(60_000),
    });
    const answer = (await response.json()) as { args?: unknown[]; error?: string };
    if (answer.error !== undefined)
      throw new Error(`${procedure}: ${answer.error} ${JSON.stringify(answer.args)}`);
    return answer.args?.[0];
  }

  async function startController(slot: number): Promise<Controller> {
    const instanceId = controllerId(slot);
    const scriptFile = join(directory, `${instanceId}.script.json`);
    const module = 'socs.agents.pysmurf_controller.agent';
    const ids = ['--instance-id', instanceId, '--slot', String(slot), '--poll-interval', '2'];
    const controller = await spawn({
      name: instanceId,
      command: environment.python,
      args: ['-m', module, ...ids, ...agentArgs, ...(options.controllerArgs ?? [])],
      env: { ...pythonEnv, SLOT: String(slot), STUB_SCRIPT: scriptFile, ...options.controllerEnv },
      supervise: options.supervise ?? false,
      ready: (started) => started.waitForLine(/start called for check_state/, START_LIMIT_MS),
    });
    return Object.assign(controller, {
      slot,
      instanceId,
      streamId: `ufm_mv${10 + slot}`,
      script(instructions: Readonly<Record<string, Instruction>>) {
        writeFileSync(`${scriptFile}.new`, JSON.stringify(instructions));
        renameSync(`${scriptFile}.new`, scriptFile);
      },
    });
  }

  async function startCrossbar(): Promise<ManagedProcess> {
    const node = join(directory, 'crossbar');
    mkdirSync(node);
    writeFileSync(
      join(node, 'config.json'),
      JSON.stringify(crossbarConfig({ port, realm: REALM, addressRoot: ADDRESS_ROOT })),
    );
    return spawn({
      name: 'crossbar',
      command: environment.crossbar,
      args: ['start', '--cbdir', node, '--color', 'false', '--loglevel', 'info'],
      killsGroup: true,
      ready: (started) =>
        started.waitForLine(/NODE_BOOT_COMPLETE|Local node configuration applied/, START_LIMIT_MS),
    });
  }

  function startEmbedded(): Promise<ManagedProcess> {
    return spawn({
      name: 'router',
      command: process.execPath,
      args: [EMBEDDED_ROUTER, String(port)],
      ready: (started) => started.waitForLine(/listening on/, START_LIMIT_MS),
    });
  }

  const stop = async () => {
    await Promise.allSettled(processes.map((one) => one.stop()));
    groups.close();
  };

  try {
    const crossbar = await (options.router === 'embedded' ? startEmbedded() : startCrossbar());
    const registryStart = options.registry
      ? spawn({
          name: 'registry',
          command: environment.python,
          args: ['-m', 'ocs.agents.registry.agent', '--instance-id', 'registry', ...agentArgs],
          env: pythonEnv,
          ready: (started) => started.waitForLine(/start called for main/, START_LIMIT_MS),
        })
      : null;
    const controllerStarts = slots.map(startController);
    await Promise.allSettled([registryStart, ...controllerStarts]);
    const registry = await registryStart;
    const controllers = await Promise.all(controllerStarts);
    for (const controller of controllers) await streamIdTold(call, controller);

    return {
      url,
      httpUrl,
      realm: REALM,
      addressRoot: ADDRESS_ROOT,
      siteFile,
      directory,
      crossbar,
      registry,
      controllers,
      call,
      spawn,
      stop,
      async python(script, ...args) {
        const command = [join(pythonSources, script), ...args];
        const { stdout } = await run(environment.python, command, {
          env: { ...process.env, ...pythonEnv },
          timeout: 120_000,
          maxBuffer: 64 * 1024 * 1024,
        });
        return JSON.parse(stdout);
      },
      start(name, script, ...args) {
        return spawn({
          name,
          command: environment.python,
          args: [join(pythonSources, script), ...args, ...agentArgs],
          env: pythonEnv,
          ready: (started) => started.waitForLine(/start called for|^\S* ready$/, START_LIMIT_MS),
        });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for the first round of check_state, after which nothing in a new network is still about to change. */
async function streamIdTold(call: Network['call'], controller: Controller): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  const address = `${ADDRESS_ROOT}.${controller.instanceId}.ops`;
  for (;;) {
    const [, , session] = (await call(address, 'status', 'check_state')) as [number, string, CheckState];
    if (session.data?.stream_id !== undefined) return;
    if (Date.now() > deadline)
      throw new Error(`${controller.name} did not tell its stream id; see ${controller.logFile}`);
    await sleep(200);
  }
}

interface CheckState {
  readonly data?: { readonly stream_id?: string };
}

function controllerId(slot: number): string {
  return `pysmurf-controller-s${slot}`;
}
