import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createIdentities } from '../../src/auth/identities.js';
import { parseStartRequest } from '../../src/core/runs/run-request.js';
import { startHttpServer } from '../../src/http/server.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import { WORDS } from '../core/observatory.js';
import { within } from '../until.js';
import { type CountedCore, startCountedCore } from './counted-core.js';

/** Long enough for the sweep, once a minute, to show in both measurements. */
const MEASURE_MS = 60_000;
const SUBSCRIBERS = 20;

const SUBSCRIPTIONS = [
  'subscription { smurfInstances { kind instances { id state { id numActiveChannels stale } } } }',
  'subscription { sessionUpdates { session { id status data } } }',
  'subscription { network { id connected } }',
  'subscription { feed { kind feed message } }',
];

/** Says nothing while nothing runs. */
const RUNS = 'subscription { runs { id status } }';

const running = (id: string) => `subscription { runUpdates(id: "${id}") { id status } }`;

async function serve(t: TestContext, { core }: CountedCore) {
  const standing = { registered: true, refusal: null };
  const agent = { address: 'observatory.multismurf', standing, onStandingChange: () => ({ close() {} }) };
  const metrics = createMetrics();
  t.after(() => metrics.close());
  const http = await startHttpServer({
    ...{
      core,
      agent,
      metrics,
      host: '127.0.0.1',
      port: 0,
      identities: createIdentities({}),
      title: '',
      logger: silentLogger,
    },
  });
  t.after(() => http.close());
  return {
    http,
    // At the end of a test the server is closed first, and gets no more requests.
    client: () =>
      createClient({ url: http.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 }),
  };
}

/** Opens each subscription so many times, each client on a socket of its own, and reads them all. */
async function subscribeAll(
  t: TestContext,
  newClient: () => ReturnType<typeof createClient>,
  documents: readonly string[],
): Promise<void> {
  const first: Promise<void>[] = [];
  for (let subscriber = 0; subscriber < SUBSCRIBERS; subscriber++) {
    const client = newClient();
    t.after(() => client.dispose());
    for (const query of documents) {
      first.push(firstEvent(client, query));
    }
    firstEvent(client, RUNS).catch(() => {});
  }
  await within(Promise.all(first), 'the first event of every subscription');
}

/** Subscribes for as long as the client lives, and resolves at the first event. */
function firstEvent(client: ReturnType<typeof createClient>, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.subscribe({ query }, { next: () => resolve(), error: reject, complete: () => {} });
  });
}

async function countCalls(calls: readonly unknown[], during: () => Promise<unknown>): Promise<number> {
  const before = calls.length;
  await during();
  return calls.length - before;
}

it('sends agents only one status call for each read of the state, even with many idle subscriptions', async (t) => {
  const counted = await startCountedCore(t, 2);
  const { core, calls } = counted;
  const { client } = await serve(t, counted);
  let reads = 0;
  core.events.stateReads.listen(() => reads++);

  const alone = await countCalls(calls, () => sleep(MEASURE_MS));
  await subscribeAll(t, client, SUBSCRIPTIONS);
  reads = 0;
  const watched = await countCalls(calls, () => sleep(MEASURE_MS));
  t.diagnostic(
    `calls in 60 s: ${alone} alone, ${watched} with ${SUBSCRIBERS} of each; ${reads} reads of the state`,
  );
  // One sweep more may fall into either minute.
  assert.ok(watched <= alone + reads + 2, `${watched} calls, and ${alone} alone, with ${reads} reads`);
  assert.ok(reads > 60, 'the slots read their state once a second');
});

it('sends as many calls for twenty watchers of a running session as for one', async (t) => {
  const counted = await startCountedCore(t, 1);
  const { core, calls } = counted;
  const { client } = await serve(t, counted);
  const request = { operation: 'stream', via: 'GRAPHQL', requestedBy: null, words: WORDS } as const;
  const run = await core.runs.start(parseStartRequest(request));
  const watch = 'subscription { sessionUpdates(operations: ["stream"]) { session { id data } } }';
  const statuses = async (during: () => Promise<unknown>) => {
    const before = counted.count('status', 'stream');
    await during();
    return counted.count('status', 'stream') - before;
  };

  const one = client();
  t.after(() => one.dispose());
  await firstEvent(one, watch);
  const forOne = await statuses(() => sleep(10_000));
  await subscribeAll(t, client, [watch, running(run.id)]);
  const forMany = await statuses(() => sleep(10_000));
  t.diagnostic(
    `statuses in 10 s: ${forOne} for one watcher, ${forMany} for ${SUBSCRIBERS + 1}; ${calls.length} calls`,
  );
  assert.ok(forOne >= 8, 'a running session is read once a second');
  assert.ok(forMany <= forOne, 'twenty more cost nothing');
});
