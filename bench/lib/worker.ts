import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A program in a separate process. It answers each line of JSON on its standard input with a line on its standard output,
 * in order. It ends when its input ends, also if we are killed.
 */
export interface Worker {
  readonly pid: number;
  ask<Reply>(request: unknown): Promise<Reply>;
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function startWorker({ name, command, args, env }: WorkerOptions): Worker {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const pending: { resolve(reply: unknown): void; reject(error: Error): void }[] = [];
  const ended = new Promise((resolve) => child.once('close', resolve));
  const fail = (why: string) => {
    for (const { reject } of pending.splice(0)) reject(new Error(`${name}: ${why}`));
  };
  createInterface({ input: child.stdout }).on('line', (line) => pending.shift()?.resolve(JSON.parse(line)));
  child.on('error', (error) => fail(error.message));
  child.on('close', (code, signal) => fail(`ended with ${signal ?? code}`));
  child.stdin.on('error', () => {});

  return {
    pid: child.pid ?? 0,
    ask: <Reply>(request: unknown) =>
      new Promise<Reply>((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          reject(new Error(`${name}: has ended`));
          return;
        }
        pending.push({ resolve: resolve as (reply: unknown) => void, reject });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      }),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The other side of a {@link Worker} that is written in JavaScript. */
export async function answerLines<Request>(answer: (request: Request) => unknown): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = (await answer(JSON.parse(line) as Request)) ?? null;
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  process.exit(0);
}
