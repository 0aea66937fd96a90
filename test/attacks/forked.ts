import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** A program of this folder in a process of its own, so that its load does not delay the test, nor what it measures. */
export interface Forked {
  readonly pid: number;
  /** Sends a request, and resolves with the answer. An error in the program rejects. One request at a time. */
  ask<Reply>(request: unknown): Promise<Reply>;
}

type Answer = { readonly reply: unknown } | { readonly error: string };

/** @param path of the compiled program, relative to this folder */
export function forkProgram(t: TestContext, path: string): Forked {
  const child = fork(fileURLToPath(new URL(path, import.meta.url)), { serialization: 'advanced' });
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    pid: child.pid ?? 0,
    async ask<Reply>(request: unknown) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      child.send(request as object);
      const [answer] = await Promise.race([
        answered,
        ended.then(() => Promise.reject(new Error(`${path} has ended`))),
      ]);
      if ('error' in answer) throw new Error(`${path}: ${answer.error}`);
      return answer.reply as Reply;
    },
  };
}

/** The other side of {@link Forked}. */
export function answerRequests<Request>(answer: (request: Request) => unknown): void {
  process.on('message', (request: Request) => {
    const asked = async () => {
      try {
        process.send?.({ reply: await answer(request) });
      } catch (error) {
        process.send?.({ error: error instanceof Error ? error.stack : String(error) });
      }
    };
    void asked();
  });
}
