import { once, setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Identities } from '../auth/identities.js';
import { NOBODY, type Requester, requesterOf } from '../auth/requester.js';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import { auditOf } from '../graphql/audit-mutations.js';
import { createLiveQueues } from '../graphql/live-queues.js';
import { createStartRate } from '../graphql/start-rate.js';
import { type Clock, settledWithin, systemClock } from '../lib/clock.js';
import { createInFlight } from '../lib/in-flight.js';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { type AccessOptions, createAccess } from './access.js';
import type { Certificate } from './certificate.js';
import { createClientReader } from './client.js';
import { answerCors } from './cors.js';
import { createDocumentTurns } from './document-turns.js';
import { createErrorMask } from './error-mask.js';
import { answerExport } from './export-runs.js';
import { createGraphiQL, GRAPHQL_PATH } from './graphiql.js';
import { createGraphQLHandler } from './graphql-handler.js';
import { answerHealth, readHealth } from './health.js';
import { leadOn } from './lead-on.js';
import { DEFAULT_LIMITS, type HttpLimits } from './limits.js';
import { answerMalformedRequests, checkTarget } from './malformed.js';
import { answerMetrics } from './metrics.js';
import { createMonitor } from './monitor.js';
import { createNodeServer, listen, renew } from './node-server.js';
import { addSlash, stripPrefix } from './path-prefix.js';
import { createPlaces } from './places.js';
import { type Refusal, refuse } from './refusal.js';
import type { RightsWatch } from './request-context.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';
import { checkRole, type GuardedRoute, type OpenRoute, routesAt } from './routes.js';
import { readSaid } from './said.js';
import { checkServed } from './served.js';
import { answerSignIn } from './sign-in.js';
import { starterTabs } from './starter-tabs.js';
import { traceExchange } from './trace-exchange.js';
import { serveWebSocket } from './websocket.js';

/** Maximum time to answer open requests when the server stops. */
const ANSWER_MS = 2000;

/** Maximum time in which the headers of a request must arrive; the body may take longer. */
const HEADER_MS = 10_000;

export interface HttpServerOptions extends Pick<AccessOptions, 'allowedOrigins' | 'allowedHosts'> {
  readonly core: Core;
  readonly agent: AgentPresence;
  readonly host: string;
  /** 0 selects any free port. */
  readonly port: number;
  /** Who sends which token. */
  readonly identities: Identities;
  /** The title of GraphiQL. */
  readonly title: string;
  /** If true, GraphiQL shows that all slots are simulated. Defaults to false. */
  readonly simulated?: boolean;
  /** If true, clients cannot read the schema. Defaults to false. */
  readonly hidesSchema?: boolean;
  /** If true, GraphiQL is not served. Defaults to false. */
  readonly hidesGraphiQL?: boolean;
  /** The path below which everything is served, such as `/multismurf`. Defaults to none. */
  readonly pathPrefix?: string;
  /** Proxies whose `X-Forwarded-*` are believed: addresses, subnets, or `loopback`. Defaults to none. */
  readonly trustedProxies?: readonly string[];
  /** Messages about parts that do not work, although the server works. Each is one line of text. */
  readonly degraded?: () => readonly string[];
  /** Defaults to {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<HttpLimits>;
  /** What Prometheus can read. */
  readonly metrics: Metrics;
  /** Without one, the server speaks plain HTTP. */
  readonly certificate?: Pick<Certificate, 'current' | 'changes'> | null;
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface HttpServer {
  /** `http://HOST:PORT/graphql`, or `https://…` */
  readonly url: string;
  /** Number of open subscriptions. */
  readonly openSubscriptions: number;
  /**
   * Answers waiting requests with their present result, disconnects subscriptions so that their clients reconnect, and
   * closes. Takes at most a few seconds.
   */
  close(): Promise<void>;
}

/** Serves GraphQL over HTTP, SSE and WebSocket, with GraphiQL and the health routes. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const {
    core,
    agent,
    host,
    port,
    identities,
    metrics,
    title,
    simulated = false,
    hidesSchema = false,
    hidesGraphiQL = false,
    certificate = null,
    pathPrefix = '',
    trustedProxies = [],
    degraded = () => [],
    logger,
    clock = systemClock,
  } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const live = createLiveQueues(metrics.subscriptions);
  const startRate = createStartRate(limits.runsPerMinute, clock);
  const places = createPlaces({ ...limits, trustsProxies: trustedProxies.length > 0 });
  const readClient = createClientReader({ isTls: certificate !== null, trustedProxies });
  const requests = createInFlight();
  const closing = new AbortController();
  // Every waiting request listens to it.
  setMaxListeners(0, closing.signal);
  const errorMask = createErrorMask(logger, limits);
  const turns = createDocumentTurns();
  const yoga = createGraphQLHandler({
    ...{ core, agent, live, startRate, readClient, errorMask, turns, metrics, limits, hidesSchema, logger },
    closing: closing.signal,
  });
  const graphiql = createGraphiQL({
    title,
    banner: simulated ? 'SIMULATED: no real hardware is commanded.' : null,
    // The page needs no token, so it must not show the names of the slots if a token is required.
    tabs: () => starterTabs(identities.isRequired ? [] : liveStreamIds(core)),
    log: logger,
  });
  const monitor = createMonitor({ title, simulated, requiresToken: identities.isRequired, log: logger });

  const server = createNodeServer(certificate, {
    maxHeaderSize: limits.headBytes,
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(HEADER_MS, limits.requestMs),
    connectionsCheckingInterval: 1000,
  });
  const renewing = certificate && renew(server, certificate);
  const address = await listen(server, host, port);
  const access = createAccess({
    host,
    address: address.address,
    readClient,
    identities,
    clock,
    allowedOrigins: options.allowedOrigins ?? [],
    allowedHosts: options.allowedHosts ?? [],
  });

  function auditRefused(
    request: IncomingMessage,
    { code }: Refusal,
    action = 'HTTP request',
    requester: Requester = NOBODY,
  ): void {
    const fields = { requestId: requestIdOf(request) };
    auditOf(core, requester, readClient(request).address, fields)(action)(code, null);
  }

  metrics.watchServer(() => {
    const health = readHealth({ core, agent, degraded });
    const isReady = health.notReady === null;
    return { openSubscriptions: live.size, isReady, degraded: health.degraded.length };
  });

  /** What everybody may ask for. Each returns whether it has answered. */
  const open: Record<OpenRoute['name'], (request: IncomingMessage, response: ServerResponse) => boolean> = {
    health: (request, response) => answerHealth({ core, agent, degraded }, request, response),
    'sign-in': (request, response) => answerSignIn({ access, clock }, request, response),
    graphiql: hidesGraphiQL ? () => false : graphiql.handle,
    monitor: (request, response) =>
      monitor.handle(request, response) || leadOn(request, response, pathPrefix),
  };

  /** Answers a client that sends a token or is signed in, if that is required. */
  async function answerClient(
    route: GuardedRoute,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const credentials = access.credentialsOf(request);
    const viewer = await access.authenticate(credentials);
    if ('code' in viewer) {
      auditRefused(request, viewer);
      return refuse(response, viewer);
    }
    const unfit = checkRole(route, viewer);
    if (unfit) {
      auditRefused(request, unfit, 'HTTP request', requesterOf(viewer, null));
      return refuse(response, unfit);
    }
    const said = readSaid(request.headers);
    if ('code' in said) return refuse(response, said);
    if (route.name === 'metrics') return answerMetrics(metrics, request, response, logger);
    const trace = traceExchange(route, request, response);
    if (route.name === 'export') return answerExport(core, request, response, logger);
    if (wantsEvents(request)) {
      const place = places.take(readClient(request).address);
      if (typeof place === 'string') return refuse(response, { code: 'OVERLOADED', message: `${place}.` });
      response.once('close', place.close);
    }
    const watch: RightsWatch = (end) => access.watch(credentials, viewer, end);
    // Yoga sends the answer itself, even if it fails, and adds `req` and `res` to the context.
    void yoga(request, response, { viewer, said, watch, trace });
  }

  server.on('request', (request, response) => {
    response.setHeader(REQUEST_ID_HEADER, requestIdOf(request));
    response.once('close', requests.begin());
    if (addSlash(request, response, pathPrefix)) return;
    const malformed = checkTarget(request) ?? stripPrefix(request, pathPrefix);
    if (malformed) return refuse(response, malformed);
    const routes = routesAt(request);
    const foreign = routes.some(({ isForProbes }) => isForProbes) ? null : access.checkOrigin(request);
    if (answerCors(access, foreign, request, response)) return;
    if (foreign) {
      auditRefused(request, foreign);
      return refuse(response, foreign);
    }
    if (routes.some((route) => route.role === null && open[route.name](request, response))) return;
    const route = routes.find((one) => one.role !== null);
    const unserved = checkServed(request, route, pathPrefix);
    if (unserved) return refuse(response, unserved);
    if (route) void answerClient(route, request, response);
  });
  answerMalformedRequests(server);
  const closeSockets = serveWebSocket({
    server,
    yoga,
    onRefused: (request, refusal) => auditRefused(request, refusal, 'WebSocket'),
    access,
    readClient,
    pathPrefix,
    places,
    errorMask,
    turns,
    requests,
    limits,
    logger,
    clock,
  });

  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${certificate ? 'https' : 'http'}://${shownHost}:${address.port}${pathPrefix}${GRAPHQL_PATH}`,
    get openSubscriptions() {
      return live.size;
    },
    async close() {
      renewing?.close();
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

const wantsEvents = ({ headers: { accept = '' } }: IncomingMessage) => accept.includes('text/event-stream');

/** The stream ids of the live slots. */
function liveStreamIds({ registry }: Core): string[] {
  return registry.slots.flatMap(({ streamId, expired }) => (streamId === null || expired ? [] : [streamId]));
}
