import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProcessGroups } from './process-groups.js';

/** A program of the test network, its output, and the power to end and start it. */
export interface ManagedProcess {
  readonly name: string;
  /** Of the present start, or of the last one. */
  readonly pid: number;
  readonly running: boolean;
  /** How often it was started, supervised starts included. */
  readonly starts: number;
  readonly logFile: string;
  /** What it wrote to stdout and stderr over all its starts, in order. */
  lines(pattern?: RegExp): readonly string[];
  /**
   * The first line that fits, of those that were or will be written. `after` skips that many lines:
   * `lines().length` marks the present. Without it the lines of earlier starts are skipped.
   *
   * @throws when none comes in time, or when the process ends (and is not supervised) before one does
   */
  waitForLine(pattern: RegExp, timeoutMs?: number, options?: { readonly after?: number }): Promise<string>;
  /** Resolves when the present start has ended; at once when nothing runs. */
  exited(): Promise<void>;
  /** Sends the signal and waits for the end of the process; a supervised one comes back a second later. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, the same way, after killing it if it still runs; resolves when it is ready. */
  restart(): Promise<void>;
  /** Kills it with all that it started, for good. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly groups: ProcessGroups;
  /** Resolves when a fresh start can be used. */
  readonly ready?: (started: ManagedProcess) => Promise<unknown>;
  /** Start it again, a second after it ended, as a container's restart policy does. */
  readonly supervise?: boolean;
  /** Whether `kill` reaches what the process started as well. */
  readonly killsGroup?: boolean;
}

const SUPERVISOR_DELAY_MS = 1_000;
const EXIT_LIMIT_MS = 30_000;

/** Starts a program in a process group of its own and waits until it is ready. */
export async function startProcess(options: ProcessOptions): Promise<ManagedProcess> {
  const { name, directory, groups } = options;
  const logFile = join(directory, `${name}.log`);
  const output: string[] = [];
  const watchers = new Set<() => void>();
  const ownGroups = new Set<number>();
  let child: ChildProcess | null = null;
  let pid = 0;
  let starts = 0;
  let firstLine = 0;
  let ended: Promise<void> = Promise.resolve();
  let revival: NodeJS.Timeout | null = null;
  let stopped = false;

  const notify = () => {
    for (const watcher of [...watchers]) watcher();
  };

  function write(line: string): void {
    output.push(line);
    appendFileSync(logFile, `${line}\n`);
    notify();
  }

  function start(): void {
    const started = spawn(options.command, options.args, {
      cwd: directory,
      detached: true,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    starts += 1;
    firstLine = output.length;
    if (started.pid !== undefined) {
      pid = started.pid;
      ownGroups.add(pid);
      groups.add(pid);
    }
    for (const stream of [started.stdout, started.stderr])
      createInterface({ input: stream }).on('line', write);
    ended = new Promise((resolve) => {
      const onEnd = (how: string) => {
        if (child !== started) return;
        child = null;
        groups.forgetIfEmpty(pid);
        write(`[${name} ended: ${how}]`);
        if (options.supervise && !stopped) revival = setTimeout(start, SUPERVISOR_DELAY_MS);
        resolve();
      };
      started.on('error', (error) => onEnd(error.message));
      started.on('exit', (code, signal) => onEnd(`${signal ?? code}`));
    });
  }

  function failure(what: string): Error {
    const tail = output.slice(-15).join('\n  ');
    return new Error(`${name}: ${what}. Its last lines, of ${logFile}:\n  ${tail}`);
  }

  const self: ManagedProcess = {
    name,
    logFile,
    get pid() {
      return pid;
    },
    get running() {
      return child !== null;
    },
    get starts() {
      return starts;
    },
    lines: (pattern) => (pattern ? output.filter((line) => pattern.test(line)) : [...output]),
    waitForLine(pattern, timeoutMs = 60_000, { after = firstLine } = {}) {
      return new Promise((resolve, reject) => {
        let seen = after;
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          settle();
        };
        const look = () => {
          for (; seen < output.length; seen += 1) {
            const line = output[seen] ?? '';
            if (pattern.test(line)) return finish(() => resolve(line));
          }
          if (child === null && (stopped || !options.supervise)) {
            finish(() => reject(failure(`ended before a line with ${pattern}`)));
          }
        };
        const late = () => finish(() => reject(failure(`no line with ${pattern} in ${timeoutMs} ms`)));
        const timer = setTimeout(late, timeoutMs);
        watchers.add(look);
        look();
      });
    },
    exited: () => ended,
    async kill(signal = 'SIGKILL') {
      if (child === null) return;
      if (options.killsGroup && signal === 'SIGKILL') groups.kill(pid);
      else child.kill(signal);
      await withLimit(ended, EXIT_LIMIT_MS, () =>
        failure(`did not end within ${EXIT_LIMIT_MS} ms of ${signal}`),
      );
    },
    async restart() {
      await self.kill();
      if (revival) clearTimeout(revival);
      start();
      await options.ready?.(self);
    },
    async stop() {
      stopped = true;
      if (revival) clearTimeout(revival);
      await self.kill();
      for (const group of ownGroups) groups.kill(group);
      notify();
    },
  };

  start();
  try {
    await options.ready?.(self);
  } catch (error) {
    await self.stop();
    throw error;
  }
  return self;
}

async function withLimit<T>(promise: Promise<T>, limitMs: number, error: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), limitMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
