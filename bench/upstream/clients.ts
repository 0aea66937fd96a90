import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { answerLines } from '../lib/worker.js';

/** Clients of the server, in a worker: half of them subscribe, each on its own WebSocket, and half of them ask. */
export type ClientsRequest =
  | { readonly open: { readonly url: string; readonly wsUrl: string; readonly clients: number } }
  /** All that subscribe follow this run too. */
  | { readonly follow: string }
  | { readonly report: true };

/** Since the last report. */
export interface ClientsReport {
  readonly events: number;
  readonly answers: number;
  readonly errors: readonly string[];
}

const UPDATES =
  'subscription { sessionUpdates { operation { name } instance { id } session { status data } } }';
const RUN = 'subscription ($id: ID!) { runUpdates(id: $id) { id status slots { status } } }';
const SLOTS = `{ smurfInstances {
  id streamId expired state { streaming numActiveChannels } sessions { id operation status }
} }`;
/** Each client that asks does so once in this time. */
const ASK_EVERY_MS = 1000;
/** More connections in a moment than a server can take would be refused. */
const CONNECTING = 50;

const sockets: Client[] = [];
let [events, answers] = [0, 0];
let errors: string[] = [];

/** Resolves with the first event. */
function subscribe(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<void> {
  return new Promise((resolve) => {
    const fail = (error: unknown) => {
      errors.push(error instanceof Error ? error.message : JSON.stringify(error));
      resolve();
    };
    client.subscribe(
      { query, variables },
      {
        next(result) {
          if (result.errors) fail(result.errors);
          events += 1;
          resolve();
        },
        error: fail,
        complete: () => {},
      },
    );
  });
}

async function ask(url: string, firstAfterMs: number): Promise<never> {
  let due = performance.now() + firstAfterMs;
  for (;;) {
    await sleep(due - performance.now());
    due += ASK_EVERY_MS;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: SLOTS }),
        signal: AbortSignal.timeout(30_000),
      });
      const { data } = (await response.json()) as { data?: unknown };
      if (data) answers += 1;
      else errors.push(`an answer without data, ${response.status}`);
    } catch (error) {
      errors.push(String(error));
    }
  }
}

async function open(url: string, wsUrl: string, clients: number): Promise<void> {
  const count = clients / 2;
  let left = count;
  const some = async () => {
    while (left-- > 0) {
      const client = createClient({ url: wsUrl, webSocketImpl: WebSocket, lazy: false, retryAttempts: 0 });
      sockets.push(client);
      await subscribe(client, UPDATES);
    }
  };
  await Promise.all(Array.from({ length: CONNECTING }, some));
  for (let index = 0; index < count; index += 1) void ask(url, (index / count) * ASK_EVERY_MS);
}

await answerLines<ClientsRequest>(async (request) => {
  if ('open' in request) {
    const { url, wsUrl, clients } = request.open;
    await open(url, wsUrl, clients);
    return null;
  }
  if ('follow' in request) {
    await Promise.all(sockets.map((client) => subscribe(client, RUN, { id: request.follow })));
    return null;
  }
  const report: ClientsReport = { events, answers, errors: errors.slice(0, 3) };
  [events, answers, errors] = [0, 0, []];
  return report;
});
