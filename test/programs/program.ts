import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until, within } from '../until.js';

export const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. */
export interface Running {
  readonly pid: number;
  /** What it has written so far. */
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: Promise<Ended>;
  /** The first match in what it writes to standard output, now or later. */
  line(wanted: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
}

/** Where a process writes to, other than to the test, and the environment that it has. */
export interface Outputs {
  readonly env?: Readonly<Record<string, string>>;
  /** `closed`: a pipe whose reader is gone. */
  readonly stdout?: 'closed';
  /** `unread`: a pipe whose reader takes nothing. A number: a file descriptor. */
  readonly stderr?: 'closed' | 'unread' | number;
}

/** Starts `multismurf` with nothing of the environment that could configure it. */
export function startProgram(t: TestContext, args: readonly string[], outputs?: Outputs): Running {
  return startNode(t, [MAIN, ...args], outputs);
}

export function startNode(t: TestContext, args: readonly string[], outputs: Outputs = {}): Running {
  const errors = typeof outputs.stderr === 'number' ? outputs.stderr : 'pipe';
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', errors], env: outputs.env ?? {} });
  let stdout = '';
  let stderr = '';
  if (outputs.stdout === 'closed') child.stdout?.destroy();
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  if (outputs.stderr === 'closed') child.stderr?.destroy();
  if (outputs.stderr !== 'unread') {
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
  }
  const ended = once(child, outputs.stderr === 'unread' ? 'exit' : 'close').then(([code, signal]) => ({
    code,
    signal,
    stdout,
    stderr,
  }));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    ended,
    async line(wanted) {
      const found = new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = wanted.exec(stdout);
          if (match) resolve(match);
        };
        child.stdout?.on('data', look);
        ended.then(() => reject(new Error(`ended without ${wanted}: ${stdout}${stderr}`)), reject);
        look();
      });
      return await within(found, `${wanted} on standard output`);
    },
    kill(signal) {
      assert.ok(child.kill(signal), 'it has ended already');
    },
  };
}

/** Runs `multismurf` to its end. */
export async function runProgram(t: TestContext, ...args: string[]): Promise<Ended> {
  return await within(startProgram(t, args).ended, `the end of multismurf ${args.join(' ')}`);
}

export const LISTENING = /listening on (http:\/\/127\.0\.0\.1:\d+\/graphql)\n/;

/** Resolves when the server at `url` has looked at its network. */
export async function isReady(url: string): Promise<void> {
  await until(async () => {
    const response = await fetch(new URL('/health/ready', url)).catch(() => undefined);
    return response?.status === 200;
  }, 'the server is ready');
}

/** Asks the server at `url`, and gives the data of its answer. */
export async function ask<Data>(url: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}
