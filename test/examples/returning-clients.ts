import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gql } from '@apollo/client';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { connect } from '../../examples/apollo-client.js';
import { LISTENING, startProgram } from '../programs/program.js';
import { until, within } from '../until.js';

const WATCH = 'subscription { network { router } }';

/** A subscription of {@link WATCH} by a client that should never give it up. */
interface Watcher {
  /** Events so far. */
  readonly count: number;
  /** How the subscription ended, where it did. */
  readonly ended: unknown;
}

type Watch = (t: TestContext, url: string) => Watcher;

function createWatcher() {
  return {
    count: 0,
    ended: undefined as unknown,
    next() {
      this.count += 1;
    },
    error(error: unknown) {
      this.ended = error;
    },
    complete() {
      this.ended ??= 'completed';
    },
  };
}

/** Clients with the options that the cookbook gives, each over the transport that it is known for. */
const CLIENTS: Readonly<Record<string, Watch>> = {
  'graphql-ws'(t, url) {
    const watcher = createWatcher();
    const client = createClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      shouldRetry: () => true,
      retryAttempts: Number.POSITIVE_INFINITY,
    });
    t.after(() => client.dispose());
    client.subscribe({ query: WATCH }, watcher);
    return watcher;
  },
  Apollo(t, url) {
    const watcher = createWatcher();
    const { client, close } = connect(url);
    t.after(close);
    const open = client.subscribe({ query: gql(WATCH) }).subscribe({
      next: ({ error }) => (error ? watcher.error(error) : watcher.next()),
      error: (error) => watcher.error(error),
      complete: () => watcher.complete(),
    });
    t.after(() => open.unsubscribe());
    return watcher;
  },
  'graphql-sse'(t, url) {
    const watcher = createWatcher();
    const client = createSseClient({ url, retryAttempts: Number.POSITIVE_INFINITY });
    t.after(() => client.dispose());
    client.subscribe(
      { query: WATCH },
      {
        next: () => watcher.next(),
        error: (error) => watcher.error(error),
        complete: () => watcher.complete(),
      },
    );
    return watcher;
  },
};

/** Nothing answers there: a server without a router costs little, and serves all the same. */
const SERVE = ['serve', '--site', 'none', '--site-hub', 'ws://127.0.0.1:9/ws', '--log-level', 'error'];

export interface Restarts {
  /** SIGKILL cuts the connections, SIGTERM lets the server close them. */
  readonly signal: 'SIGTERM' | 'SIGKILL';
  /** How long nothing listens, for each restart. */
  readonly downMs: readonly number[];
}

/** Restarts a server under subscriptions of every client, and waits each time until all have events again. */
export async function comeBack(t: TestContext, { signal, downMs }: Restarts): Promise<void> {
  let server = startProgram(t, [...SERVE, '--port', '0']);
  const [, url = ''] = await server.line(LISTENING);
  const watchers = Object.entries(CLIENTS).map(([name, watch]) => ({ name, watcher: watch(t, url) }));
  await until(() => watchers.every(({ watcher }) => watcher.count > 0), 'the first events');

  for (const ms of downMs) {
    server.kill(signal);
    await within(server.ended, 'the end of the server');
    await sleep(ms);
    const before = new Map(watchers.map(({ watcher }) => [watcher, watcher.count]));
    server = startProgram(t, [...SERVE, '--port', new URL(url).port]);
    await server.line(LISTENING);

    // The clients wait about twice as long before each attempt, so the next may be as far away as the last.
    const bound = Date.now() + ms * 1.5 + 15_000;
    for (const { name, watcher } of watchers) {
      while (watcher.count === before.get(watcher)) {
        assert.equal(watcher.ended, undefined, `the subscription of ${name} has ended`);
        assert.ok(Date.now() < bound, `${name} is not back after ${ms / 1000} s`);
        await sleep(20);
      }
    }
  }
}
