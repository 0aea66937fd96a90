import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot } from '../project-root.js';

const run = promisify(execFile);

const INSTALL_LIMIT_MS = 15 * 60_000;
const OLDEST_PYTHON = [3, 11] as const;

export interface VirtualEnvironmentOptions {
  /** Its folder in `.cache`. */
  readonly name: string;
  /** The requirements file: all that is installed, each with its version. */
  readonly requirements: string;
  /** How long it takes to create it, for people who wait. */
  readonly cost: string;
}

/**
 * The folder of the commands of a virtual environment in `.cache`; made if it is missing, half made, or made
 * from other requirements or by another Python. Several processes may ask at once: one makes it, the others wait.
 *
 * @throws when there is no Python 3.11 or newer, when it cannot make virtual environments, or when the
 * installation fails; the message says what to install.
 */
export async function ensureVirtualEnvironment(options: VirtualEnvironmentOptions): Promise<string> {
  const { requirements, cost } = options;
  const folder = join(projectRoot, '.cache', options.name);
  const commands = join(folder, 'bin');
  const stamp = join(folder, 'made-from');

  const version = await pythonVersion();
  const key = createHash('sha256')
    .update(version)
    .update(await readFile(requirements))
    .digest('hex');
  const isMade = async () => (await readFile(stamp, 'utf8').catch(() => '')) === key;

  if (await isMade()) return commands;
  await mkdir(dirname(folder), { recursive: true });
  const release = await takeLock(`${folder}.lock`);
  try {
    if (await isMade()) return commands;
    progress(`Making a Python environment for the tests in ${folder}; this takes ${cost}.`);
    await rm(folder, { recursive: true, force: true });
    await makeEnvironment(folder);
    const install = ['-m', 'pip', 'install', '--no-input', '--no-deps', '--progress-bar', 'off', '-r'];
    await loudly(join(commands, 'python'), [...install, requirements]);
    await writeFile(stamp, key);
    progress('The Python environment is ready.');
    return commands;
  } finally {
    await release();
  }
}

async function pythonVersion(): Promise<string> {
  const wanted = `Python ${OLDEST_PYTHON.join('.')} or newer`;
  const script = 'import sys; print("%d.%d.%d %s" % (*sys.version_info[:3], sys.executable))';
  const { stdout } = await run('python3', ['-c', script]).catch((cause: unknown) => {
    throw new Error(`The interop tests need ${wanted} as python3, but it cannot be started: install it.`, {
      cause,
    });
  });
  const [major = 0, minor = 0] = stdout.split('.').map(Number);
  if (major !== OLDEST_PYTHON[0] || minor < OLDEST_PYTHON[1]) {
    throw new Error(`The interop tests need ${wanted} as python3, but it is ${stdout.trim()}.`);
  }
  return stdout;
}

async function makeEnvironment(folder: string): Promise<void> {
  await run('python3', ['-m', 'venv', folder]).catch((cause: { stdout?: string; stderr?: string }) => {
    const output = `${cause.stdout ?? ''}${cause.stderr ?? ''}`.trim();
    const advice = /ensurepip|No module named venv/.test(output)
      ? ' Install the venv module of this Python (on Debian and Ubuntu: apt-get install python3-venv).'
      : '';
    throw new Error(`python3 -m venv could not make ${folder}.${advice}\n${output}`, { cause });
  });
}

/** Runs a command whose output is the progress: a line of it every few seconds. */
async function loudly(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(INSTALL_LIMIT_MS),
  });
  let output = '';
  let lastShown = Date.now();
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
    if (Date.now() - lastShown < 5_000) return;
    lastShown = Date.now();
    progress((output.trimEnd().split('\n').at(-1) ?? '').slice(0, 100));
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-4_000)}`);
}

/** A lock file with the pid of the process that creates the environment. The file of a dead process is replaced. */
async function takeLock(path: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + INSTALL_LIMIT_MS;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) await rm(path, { force: true });
    else if (Date.now() > deadline)
      throw new Error(`Process ${owner} holds ${path} and does not finish; end it.`);
    else await sleep(500);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function progress(text: string): void {
  process.stderr.write(`# ${text}\n`);
}
