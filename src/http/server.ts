import { once, setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import { createLiveQueues } from '../graphql/live-queues.js';
import { type Clock, settledWithin, systemClock } from '../lib/clock.js';
import { createInFlight } from '../lib/in-flight.js';
import type { Logger } from '../lib/logger.js';
import { type AccessOptions, createAccess } from './access.js';
import { answerCors } from './cors.js';
import { createErrorMask } from './error-mask.js';
import { createGraphiQL } from './graphiql.js';
import { createGraphQLHandler } from './graphql-handler.js';
import { answerHealth } from './health.js';
import { leadOn } from './lead-on.js';
import { DEFAULT_LIMITS, type HttpLimits } from './limits.js';
import { answerMalformedRequests, checkTarget } from './malformed.js';
import { refuse } from './refusal.js';
import { checkServed } from './served.js';
import { starterTabs } from './starter-tabs.js';
import { serveWebSocket } from './websocket.js';

/** How long requests get to be answered when the server stops. */
const ANSWER_MS = 2000;

/** The header of a request takes no longer, whatever its body may take. */
const HEADER_MS = 10_000;

export interface HttpServerOptions extends Pick<AccessOptions, 'allowedOrigins' | 'allowedHosts'> {
  readonly core: Core;
  readonly agent: AgentPresence;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** What clients must send as bearer token; null lets everyone in who can reach `host`. */
  readonly authToken: string | null;
  /** Shown by GraphiQL. */
  readonly title: string;
  /** Nothing real is commanded, which GraphiQL then says. */
  readonly simulated?: boolean;
  /** What does not work although the server serves, each in a line for people. */
  readonly degraded?: () => readonly string[];
  /** {@link DEFAULT_LIMITS} where not given. */
  readonly limits?: Partial<HttpLimits>;
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface HttpServer {
  /** `http://HOST:PORT/graphql` */
  readonly url: string;
  /** Subscriptions that are open now. */
  readonly openSubscriptions: number;
  /**
   * Answers what waits with what there is, cuts subscriptions so that their clients come back, and closes; takes
   * a few seconds at most.
   */
  close(): Promise<void>;
}

/** Serves the GraphQL face over HTTP, SSE and WebSocket, with GraphiQL and health. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const {
    core,
    agent,
    host,
    port,
    title,
    simulated = false,
    degraded = () => [],
    logger,
    clock = systemClock,
  } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const live = createLiveQueues();
  const requests = createInFlight();
  const closing = new AbortController();
  // Everything that waits listens to it.
  setMaxListeners(0, closing.signal);
  const maskError = createErrorMask(logger, limits);
  const yoga = createGraphQLHandler({
    ...{ core, agent, live, maskError, limits, closing: closing.signal, logger },
  });
  const graphiql = createGraphiQL({
    title,
    banner: simulated ? 'SIMULATED: nothing real is commanded here.' : null,
    // The page is served without a token, and the names of the slots are not.
    tabs: () => starterTabs(options.authToken === null ? liveStreamIds(core) : []),
    log: logger,
  });

  const server = createServer({
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(HEADER_MS, limits.requestMs),
    connectionsCheckingInterval: 1000,
  });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const access = createAccess({
    host,
    address: address.address,
    token: options.authToken,
    allowedOrigins: options.allowedOrigins ?? [],
    allowedHosts: options.allowedHosts ?? [],
  });

  server.on('request', (request, response) => {
    response.once('close', requests.begin());
    const malformed = checkTarget(request);
    if (malformed) return refuse(response, malformed);
    if (answerHealth({ core, agent, degraded }, request, response)) return;
    if (leadOn(request, response)) return;
    const foreign = access.checkOrigin(request);
    if (foreign) return refuse(response, foreign);
    if (answerCors(access, request, response)) return;
    if (graphiql.handle(request, response)) return;
    const unserved = checkServed(request);
    if (unserved) return refuse(response, unserved);
    const viewer = access.authenticate({ authorization: request.headers.authorization });
    if ('code' in viewer) return refuse(response, viewer);
    // Yoga answers by itself, also when it fails, and adds `req` and `res` to the context.
    void yoga(request, response, { viewer });
  });
  answerMalformedRequests(server);
  const closeSockets = serveWebSocket({ server, yoga, access, maskError, requests, limits, logger, clock });

  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shownHost}:${address.port}/graphql`,
    get openSubscriptions() {
      return live.size;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      closing.abort();
      await settledWithin(clock, requests.idle(), ANSWER_MS);
      await closeSockets();
      server.closeAllConnections();
      await closed;
      await yoga.dispose();
    },
  };
}

/** What the slots that are alive are called. */
function liveStreamIds({ registry }: Core): string[] {
  return registry.slots.flatMap(({ streamId, expired }) => (streamId === null || expired ? [] : [streamId]));
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
