import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createYoga } from 'graphql-yoga';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import type { Context } from '../graphql/context.js';
import { limitsPlugin } from '../graphql/limits.js';
import { createLiveQueues } from '../graphql/live-queues.js';
import { createLoaders } from '../graphql/loaders.js';
import { maskError, refusalIn } from '../graphql/mask-error.js';
import { schema } from '../graphql/schema.js';
import type { Logger } from '../lib/logger.js';
import { ANYBODY } from '../lib/viewer.js';
import { STARTER_TABS } from './documents.js';
import { createGate } from './gate.js';
import { createGraphiQL, GRAPHQL_PATH } from './graphiql.js';
import { answerHealth } from './health.js';
import { serveWebSocket } from './websocket.js';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '::1', 'localhost']);

/** How long subscribers get to take what waits for them when the server stops. */
const GOODBYE_MS = 1000;

export interface HttpServerOptions {
  readonly core: Core;
  readonly agent: AgentPresence;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** What clients must send as bearer token; null lets everyone in who can reach `host`. */
  readonly authToken: string | null;
  /** Shown by GraphiQL. */
  readonly title: string;
  readonly logger: Logger;
}

export interface HttpServer {
  /** `http://HOST:PORT/graphql` */
  readonly url: string;
  /** Subscriptions that are open now. */
  readonly openSubscriptions: number;
  /** Completes subscriptions, lets requests end, and closes; takes a few seconds at most. */
  close(): Promise<void>;
}

/** Serves the GraphQL face over HTTP, SSE and WebSocket, with GraphiQL and health. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { core, agent, host, port, authToken, title, logger } = options;
  const live = createLiveQueues();
  const closing = new AbortController();
  const gate = createGate({ isLoopback: LOOPBACK_HOSTS.has(host), token: authToken });
  const graphiql = createGraphiQL({ title, tabs: STARTER_TABS, log: logger });

  const yoga = createYoga<Record<string, unknown>, Context>({
    schema,
    plugins: [limitsPlugin()],
    graphqlEndpoint: GRAPHQL_PATH,
    graphiql: false,
    landingPage: false,
    cors: false,
    maskedErrors: { maskError },
    logging: {
      debug: (...args) => logger.debug({ args }, 'yoga'),
      info: (...args) => logger.info({ args }, 'yoga'),
      warn: (...args) => logger.warn({ args }, 'yoga'),
      error(error) {
        const refusal = refusalIn(error);
        if (refusal) logger.info({ code: refusal.code }, refusal.message);
        else logger.error({ err: error }, 'a request failed unexpectedly');
      },
    },
    context: () => ({
      ...{ core, agent, live, viewer: ANYBODY, closing: closing.signal },
      loaders: createLoaders(core),
    }),
  });

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (answerHealth({ core, agent }, request, response)) return;
    const foreign = gate.refusesOrigin(request);
    if (foreign !== null) return refuse(response, 403, foreign);
    if (graphiql.handle(request, response)) return;
    const unknown = gate.refusesToken(request.headers.authorization);
    if (unknown !== null) return refuse(response, 401, unknown);
    // Yoga answers by itself, also when it fails.
    void yoga(request, response);
  });
  const closeSockets = serveWebSocket(server, yoga, gate);

  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;

  return {
    url: `http://${shownHost}:${address.port}${GRAPHQL_PATH}`,
    get openSubscriptions() {
      return live.size;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      closing.abort();
      live.endAll();
      const bound = Date.now() + GOODBYE_MS;
      while (live.size > 0 && Date.now() < bound) await sleep(20);
      await closeSockets();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), GOODBYE_MS);
      await closed;
      clearTimeout(force);
      await yoga.dispose();
    },
  };
}

/** @throws in words, where the address cannot be had */
async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const reason = isTaken
      ? 'the port is in use. Stop the other program, or choose another port (0 takes any that is free)'
      : String(error);
    throw new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause: error });
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const code = status === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  response.end(`${JSON.stringify({ errors: [{ message, extensions: { code } }] })}\n`);
}
