import type { ExecutionResult } from 'graphql';

/** More would make the page slow: older ones are only counted. */
const SHOWN = 50;

/** What a subscription has brought so far, as GraphiQL shows it: always the whole, the latest first. */
export interface Received {
  add(result: unknown): void;
  /** The connection was lost or not made; an attempt to make it follows. */
  broken(reason: string): void;
  live(): void;
  /** The subscription ended, with this error. */
  fail(error: unknown): void;
  end(): void;
  /** For GraphiQL, which calls `leave` by its stop button. */
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

  /** GraphiQL writes any object out as JSON. */
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
    // Not an async generator: its `return` would wait for the next result, and so would the stop button.
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
