import { once, setMaxListeners } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { Identities } from '../auth/identities.js';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import { createLiveQueues } from '../graphql/live-queues.js';
import { createStartRate } from '../graphql/start-rate.js';
import { type Clock, settledWithin, systemClock } from '../lib/clock.js';
import { createInFlight } from '../lib/in-flight.js';
import type { Logger } from '../lib/logger.js';
import { type AccessOptions, createAccess } from './access.js';
import type { Certificate } from './certificate.js';
import { answerCors } from './cors.js';
import { createDocumentTurns } from './document-turns.js';
import { createErrorMask } from './error-mask.js';
import { exportRuns, isExport } from './export-runs.js';
import { createGraphiQL } from './graphiql.js';
import { createGraphQLHandler, type RightsWatch } from './graphql-handler.js';
import { answerHealth } from './health.js';
import { leadOn } from './lead-on.js';
import { DEFAULT_LIMITS, type HttpLimits } from './limits.js';
import { answerMalformedRequests, checkTarget } from './malformed.js';
import { createMonitor } from './monitor.js';
import { createPlaces, socketAddress } from './places.js';
import { refuse } from './refusal.js';
import { checkServed } from './served.js';
import { starterTabs } from './starter-tabs.js';
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
  /** Messages about parts that do not work, although the server works. Each is one line of text. */
  readonly degraded?: () => readonly string[];
  /** Defaults to {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<HttpLimits>;
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
    title,
    simulated = false,
    hidesSchema = false,
    hidesGraphiQL = false,
    certificate = null,
    degraded = () => [],
    logger,
    clock = systemClock,
  } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const live = createLiveQueues();
  const startRate = createStartRate(limits.runsPerMinute, clock);
  const places = createPlaces(limits);
  const requests = createInFlight();
  const closing = new AbortController();
  // Every waiting request listens to it.
  setMaxListeners(0, closing.signal);
  const maskError = createErrorMask(logger, limits);
  const turns = createDocumentTurns();
  const yoga = createGraphQLHandler({
    ...{
      core,
      agent,
      live,
      startRate,
      maskError,
      turns,
      limits,
      hidesSchema,
      closing: closing.signal,
      logger,
    },
  });
  const graphiql = createGraphiQL({
    title,
    banner: simulated ? 'SIMULATED: no real hardware is commanded.' : null,
    // The page needs no token, so it must not show the names of the slots if a token is required.
    tabs: () => starterTabs(identities.isRequired ? [] : liveStreamIds(core)),
    log: logger,
  });
  const monitor = createMonitor({ title, simulated, log: logger });

  const server = createAnyServer(certificate, {
    maxHeaderSize: limits.headBytes,
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(HEADER_MS, limits.requestMs),
    connectionsCheckingInterval: 1000,
  });
  const renewing = certificate?.changes.listen(() => {
    (server as unknown as TlsServer).setSecureContext(certificate.current);
  });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const access = createAccess({
    host,
    address: address.address,
    isTls: certificate !== null,
    identities,
    clock,
    allowedOrigins: options.allowedOrigins ?? [],
    allowedHosts: options.allowedHosts ?? [],
  });

  /** Answers a client that sends a token, if one is required. */
  async function answerClient(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const credentials = { authorization: request.headers.authorization };
    const viewer = await access.authenticate(credentials);
    if ('code' in viewer) return refuse(response, viewer);
    if (isExport(request)) return exportOrFail(core, request, response, logger);
    if (wantsEvents(request)) {
      const place = places.take(socketAddress(request));
      if (typeof place === 'string') return refuse(response, { code: 'OVERLOADED', message: `${place}.` });
      response.once('close', place.close);
    }
    const watch: RightsWatch = (end) => access.watch(credentials, viewer, end);
    // Yoga sends the answer itself, even if it fails, and adds `req` and `res` to the context.
    void yoga(request, response, { viewer, watch });
  }

  server.on('request', (request, response) => {
    response.once('close', requests.begin());
    const malformed = checkTarget(request);
    if (malformed) return refuse(response, malformed);
    if (answerHealth({ core, agent, degraded }, request, response)) return;
    const foreign = access.checkOrigin(request);
    if (foreign) return refuse(response, foreign);
    if (answerCors(access, request, response)) return;
    if (!hidesGraphiQL && graphiql.handle(request, response)) return;
    if (monitor.handle(request, response)) return;
    if (leadOn(request, response)) return;
    const unserved = checkServed(request);
    if (unserved) return refuse(response, unserved);
    void answerClient(request, response);
  });
  answerMalformedRequests(server);
  const closeSockets = serveWebSocket({
    ...{ server, yoga, access, places, maskError, turns, requests, limits, logger, clock },
  });

  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${certificate ? 'https' : 'http'}://${shownHost}:${address.port}/graphql`,
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

function exportOrFail(core: Core, request: IncomingMessage, response: ServerResponse, logger: Logger): void {
  exportRuns(core, request, response).catch((error: unknown) => {
    logger.error({ err: error, url: request.url }, 'an export failed');
    response.destroy();
  });
}

/** A server of `node:https` has all that this one has. */
function createAnyServer(certificate: HttpServerOptions['certificate'], options: ServerOptions): Server {
  if (!certificate) return createServer(options);
  return createTlsServer({ ...options, ...certificate.current }) as unknown as Server;
}

/** The stream ids of the live slots. */
function liveStreamIds({ registry }: Core): string[] {
  return registry.slots.flatMap(({ streamId, expired }) => (streamId === null || expired ? [] : [streamId]));
}

/** @throws an Error with a clear message if the address is not available */
async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const reason = isTaken
      ? 'the port is in use. Stop the other program, or choose another port (0 selects any free port)'
      : String(error);
    throw new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause: error });
  }
}
