import assert from 'node:assert/strict';

import { createClient, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { closeAll } from '../src/commands/lifecycle.js';
import { startServer } from '../src/commands/serve.js';
import { AGENT_CLASS, DEFAULT_INSTANCE_ID, type HttpConfig, type ServeConfig } from '../src/config/types.js';
import type { Core } from '../src/core/core.js';
import type { HttpServer } from '../src/http/server.js';
import { type Logger, silentLogger } from '../src/lib/logger.js';
import { createSecret } from '../src/lib/secret.js';
import { parseAccessPolicy } from '../src/ocs/access/policy.js';
import { type SimulatedNetwork, startSimulatedNetwork } from '../src/simulator/network.js';
import { createEvents, type Events } from './events.js';
import { readSse } from './sse.js';
import { BOUND_MS, until } from './until.js';

export type Variables = Readonly<Record<string, unknown>>;
export type Result<Data> = FormattedExecutionResult<Data>;

export interface ProductOptions {
  readonly slots?: number;
  /** Seconds here for each second on real hardware. */
  readonly timeScale?: number;
  readonly expireTimeMs?: number;
  /** How long a run waits for slots that are in doubt. */
  readonly lostSeconds?: number;
  readonly holdSeconds?: number;
  readonly authToken?: HttpConfig['authToken'];
  readonly groups?: ServeConfig['groups'];
  /** Path of the file with presets. */
  readonly presets?: string;
  /** The runs are kept in memory by default. */
  readonly storage?: ServeConfig['storage'];
  /** Where alerts are sent; nowhere by default. */
  readonly alerts?: ServeConfig['alerts'];
  /** Of the server and of the slots that are made here. */
  readonly accessPolicy?: string;
  readonly logger?: Logger;
  /** The slots and their router; made here by default. Closed with the product. */
  readonly network?: SimulatedNetwork;
}

export interface SubscribeOptions {
  readonly connectionParams?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

/** Everything in one process: simulated slots, their router and the server that commands them. */
export interface Product {
  readonly network: SimulatedNetwork;
  readonly controllers: SimulatedNetwork['controllers'];
  readonly core: Core;
  readonly http: HttpServer;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Asks over HTTP and gives the answer as it came. */
  request<Data = Record<string, unknown>>(
    document: string,
    variables?: Variables,
    headers?: Record<string, string>,
  ): Promise<Result<Data>>;
  /** Asks over HTTP and gives the data; errors fail the test. */
  ask<Data>(document: string, variables?: Variables): Promise<Data>;
  subscribe<Data>(document: string, variables?: Variables, options?: SubscribeOptions): Events<Data>;
  subscribeSse<Data>(document: string, variables?: Variables): Promise<Events<Data>>;
  /** Ends every WebSocket of {@link Product.subscribe} without a word, as a cut cable would. */
  dropSockets(): void;
  /** Resolves when nothing of any subscription is held; rejects where something stays. */
  freed(): Promise<void>;
  /** Closes all; rejects if something of a subscription was left open. */
  close(): Promise<void>;
  /** Closes what is left when a test has closed {@link Product.http} itself. */
  closeCore(): Promise<void>;
}

/** Starts everything and resolves when every slot is known. */
export async function startProduct({
  slots = 2,
  timeScale = 0.01,
  expireTimeMs = 20_000,
  lostSeconds = 60,
  holdSeconds = 60,
  authToken,
  groups = new Map(),
  presets,
  storage = { kind: 'memory' },
  alerts,
  accessPolicy = 'none',
  logger = silentLogger,
  network: given,
}: ProductOptions = {}): Promise<Product> {
  const network =
    given ??
    (await startSimulatedNetwork({
      ...{ slots, seed: 1, timeScale, pollInterval: 1, logger },
      accessPolicy: parseAccessPolicy(accessPolicy),
    }));
  const { http, core, parts } = await startServer(
    {
      command: 'serve',
      wamp: { url: network.url, realm: network.realm, http: network.httpUrl },
      ocs: {
        ...{ addressRoot: network.addressRoot, instanceId: DEFAULT_INSTANCE_ID, agentClass: AGENT_CLASS },
        accessPolicy: createSecret(accessPolicy),
      },
      http: { host: '127.0.0.1', port: 0, ...(authToken && { authToken }) },
      expireTimeMs,
      runs: { defaultTimeoutSeconds: 60, timeouts: new Map(), holdSeconds, lostSeconds },
      explicitSlots: false,
      groups,
      presets: presets ?? null,
      storage,
      ...(alerts && { alerts }),
      logLevel: 'silent',
    },
    logger,
  );
  const sockets = new Set<WebSocket>();
  const { registry, events } = core;
  const heard = () => [
    http.openSubscriptions,
    ...Object.values(events).map(({ listenerCount }) => listenerCount),
  ];
  const heardAtRest = heard();

  async function freed(): Promise<void> {
    await until(() => heard().every((count, index) => count === heardAtRest[index]), 'all is given back');
  }

  await registry.scan.done(BOUND_MS);
  await until(() => registry.slots.every(({ streamId }) => streamId !== null), 'all stream ids are known');

  async function post(
    document: string,
    variables: Variables,
    headers: Record<string, string>,
    end?: AbortSignal,
  ) {
    return await fetch(http.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: document, variables }),
      ...(end && { signal: end }),
    });
  }

  async function request<Data>(
    document: string,
    variables: Variables = {},
    headers: Record<string, string> = {},
  ) {
    const response = await post(document, variables, { accept: 'application/json', ...headers });
    return (await response.json()) as Result<Data>;
  }

  return {
    network,
    controllers: network.controllers,
    core,
    http,
    origin: new URL(http.url).origin,
    request,
    async ask<Data>(document: string, variables?: Variables) {
      const { data, errors } = await request<Data>(document, variables);
      assert.equal(errors, undefined, JSON.stringify(errors));
      assert.ok(data);
      return data;
    },
    subscribe<Data>(
      document: string,
      variables: Variables = {},
      { connectionParams, headers }: SubscribeOptions = {},
    ) {
      const client = createClient({
        url: http.url.replace('http', 'ws'),
        lazyCloseTimeout: 0,
        retryAttempts: 0,
        ...(connectionParams && { connectionParams }),
        webSocketImpl: class extends WebSocket {
          constructor(url: string, protocols: string[]) {
            super(url, protocols, { headers });
            sockets.add(this);
            this.on('close', () => sockets.delete(this));
          }
        },
      });
      return createEvents<Data>(client.iterate<Data>({ query: document, variables: { ...variables } }));
    },
    async subscribeSse<Data>(document: string, variables: Variables = {}) {
      const end = new AbortController();
      const response = await post(document, variables, { accept: 'text/event-stream' }, end.signal);
      return createEvents<Data>(readSse(response), () => end.abort());
    },
    dropSockets() {
      for (const socket of sockets) socket.terminate();
    },
    freed,
    async close() {
      try {
        await freed();
      } finally {
        for (const socket of sockets) socket.terminate();
        await closeAll(parts, logger);
        await network.close();
      }
    },
    async closeCore() {
      await closeAll(
        parts.filter(({ name }) => name !== 'HTTP server'),
        logger,
      );
      await network.close();
    },
  };
}
