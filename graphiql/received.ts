import type { ExecutionResult } from 'graphql';

/** The number of results on the page. More would make it slow; older results are only counted. */
const SHOWN = 50;

/** All results of a subscription, the latest first, in the form that GraphiQL shows. */
export interface Received {
  add(result: unknown): void;
  /** The connection was lost or could not be opened; another attempt follows. */
  broken(reason: string): void;
  live(): void;
  /** The subscription ended, with this error. */
  fail(error: unknown): void;
  end(): void;
  /** For GraphiQL. Its stop button calls `leave`. */
  results(leave: () => void): AsyncIterableIterator<ExecutionResult>;
}

export function createReceived(): Received {
  const latest: unknown[] = [];
  let count = 0;
  let connection: string | null = null;
  let ended = false;
  let failure: { readonly error: unknown } | null = null;
  let changed = false;
  let wake = () => {};

  function change(): void {
    changed = true;
    wake();
  }

  /** GraphiQL shows any object as JSON. */
  const shown = () =>
    ({ ...(connection !== null && { connection }), received: count, latest }) as ExecutionResult;

  async function next(): Promise<IteratorResult<ExecutionResult>> {
    if (!changed && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (changed) {
      changed = false;
      return { done: false, value: shown() };
    }
    if (failure) {
      const { error } = failure;
      failure = null;
      throw error;
    }
    return { done: true, value: undefined };
  }

  function end(): void {
    ended = true;
    wake();
  }

  return {
    add(result) {
      count += 1;
      latest.unshift(result);
      latest.splice(SHOWN);
      change();
    },
    broken(reason) {
      if (ended) return;
      connection = reason;
      change();
    },
    live() {
      if (connection === null) return;
      connection = null;
      change();
    },
    fail(error) {
      failure = { error };
      end();
    },
    end,
    // Not an async generator: its `return`, and so the stop button, would wait for the next result.
    results: (leave) => ({
      [Symbol.asyncIterator]() {
        return this;
      },
      next,
      async return() {
        end();
        leave();
        return { done: true, value: undefined };
      },
    }),
  };
}
