import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
} from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Context } from '../graphql/context.js';
import type { Result } from '../graphql/result-text.js';
import type { Deliver, Direct } from '../graphql/shared-results.js';
import { type Clock, endOfTurn } from '../lib/clock.js';
import type { InFlight } from '../lib/in-flight.js';
import type { Logger } from '../lib/logger.js';
import { rejectConnection } from '../lib/reject-connection.js';
import { beginRequest } from '../lib/request-trace.js';
import { shortened } from '../lib/shortened.js';
import type { Access } from './access.js';
import type { ReadClient } from './client.js';
import type { DocumentTurns } from './document-turns.js';
import type { ErrorMask } from './error-mask.js';
import { GRAPHQL_PATH } from './graphiql.js';
import type { GraphQLHandler } from './graphql-handler.js';
import type { HttpLimits } from './limits.js';
import { checkTarget } from './malformed.js';
import { stripPrefix } from './path-prefix.js';
import type { Places } from './places.js';
import { type Refusal, refusalBody, statusLine } from './refusal.js';
import { readSaid } from './said.js';
import { MAX_REASON, turnAway } from './turn-away.js';
import { createWaitingBytes } from './waiting-bytes.js';
import { type Connection, serveConnection } from './websocket-connection.js';

/** Maximum time for clients to answer the close frame. */
const GOODBYE_MS = 1000;

interface EnvelopedArgs extends ExecutionArgs {
  readonly enveloped: {
    readonly execute: (args: ExecutionArgs) => unknown;
    readonly subscribe: (args: ExecutionArgs) => unknown;
  };
  /** Called when the execution of a query or a mutation begins. */
  readonly begin: () => void;
  /** For `useSharedResults`: sends the results of a subscription. */
  readonly direct: Direct;
}

export interface WebSocketOptions {
  readonly server: Server;
  readonly yoga: GraphQLHandler;
  readonly access: Access;
  readonly onRefused: (request: IncomingMessage, refusal: Refusal) => void;
  readonly readClient: ReadClient;
  readonly pathPrefix: string;
  readonly errorMask: ErrorMask;
  readonly turns: DocumentTurns;
  /** Counts the WebSockets. */
  readonly places: Places;
  /** Counts the queries and mutations that are not answered yet. */
  readonly requests: InFlight;
  readonly limits: HttpLimits;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Serves GraphQL over WebSocket (graphql-transport-ws), with the same pipeline as yoga's HTTP. Returns a function that
 * closes every socket without completing its subscriptions, so that clients reconnect.
 */
export function serveWebSocket(options: WebSocketOptions): () => Promise<void> {
  const { server, access, onRefused, readClient, pathPrefix, places, limits, logger, clock } = options;
  const graphql = createGraphQLServer(options);
  const { waitingBytes } = limits;
  const waiting = createWaitingBytes(limits.waitingBytesTotal);
  const sockets = new WebSocketServer({
    noServer: true,
    path: GRAPHQL_PATH,
    perMessageDeflate: false,
    maxPayload: limits.bodyBytes,
    autoPong: false,
    // One message in each turn of the event loop: thousands in one packet must not delay everybody else.
    allowSynchronousEvents: false,
    handleProtocols,
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Must be the first step: Node has removed its own listener, and a reset without a listener ends the process.
    socket.on('error', () => socket.destroy());
    const refusal = checkTarget(request) ?? stripPrefix(request, pathPrefix) ?? access.checkOrigin(request);
    if (refusal) onRefused(request, refusal);
    if (refusal && !refusal.page) {
      rejectConnection(socket, statusLine(refusal), refusalBody(refusal));
    } else if (!sockets.shouldHandle(request)) {
      const message = `There is no WebSocket at this path: GraphQL is at ${pathPrefix}${GRAPHQL_PATH}.`;
      rejectConnection(socket, '404 Not Found', refusalBody({ code: 'NOT_FOUND', message }));
    } else {
      sockets.handleUpgrade(request, socket, head, (accepted) => {
        // `ws` closes the socket by itself after an error. As above, this must be the first step.
        accepted.on('error', (error) => logger.debug({ err: error }, 'a WebSocket connection failed'));
        // A browser shows no other reason than that of a close frame.
        if (refusal?.page)
          return turnAway(accepted, `Not allowed: ${refusal.page.remedy}`, clock, CloseCode.Unauthorized);
        const place = places.take(readClient(request).address);
        if (typeof place === 'string') return turnAway(accepted, place, clock);
        accepted.once('close', place.close);
        serveConnection(accepted, request, { graphql, waitingBytes, waiting, logger, clock });
      });
    }
  });

  return async () => {
    // Answers of this turn of the event loop are sent before the close frame.
    await endOfTurn();
    const closed = new Promise((resolve) => sockets.close(resolve));
    for (const socket of sockets.clients) socket.close(1001, 'The server is shutting down');
    // A client that does not answer must not delay the end.
    const cut = clock.after(GOODBYE_MS, () => {
      for (const socket of sockets.clients) socket.terminate();
    });
    await closed;
    cut.close();
  };
}

/** The handlers of graphql-ws for the messages of a connection. */
function createGraphQLServer(options: WebSocketOptions) {
  const { yoga, access, onRefused, errorMask, turns, requests, limits } = options;
  const { mask, answered } = errorMask;
  const shown = new WeakMap<Result, FormattedExecutionResult>();

  /** Errors of an event are masked here, once for all clients: the results do not go through yoga. */
  function delivering(deliver: Deliver): Deliver {
    return (result) => {
      if (!result.errors) return deliver(result);
      const known = shown.get(result);
      if (known) return deliver(known);
      const errors = result.errors.map((error) => mask(error, 'Unexpected error.'));
      const masked = forClient({ ...result, errors });
      shown.set(result, masked);
      return deliver(masked);
    };
  }

  function note({ errors }: ExecutionResult, trace: Context['trace']): void {
    if (errors && trace) answered(trace, errors);
  }

  return makeServer<Record<string, unknown>, Connection>({
    // Disabled: serveConnection has its own timer.
    connectionInitWaitTimeout: 0,
    async onConnect({ connectionParams, extra }) {
      const said = readSaid(extra.request.headers, connectionParams ?? {});
      if ('code' in said) {
        extra.socket.close(CloseCode.BadRequest, shortened(said.message, MAX_REASON));
        return false;
      }
      const credentials = access.credentialsOf(extra.request, connectionParams);
      const viewer = await access.authenticate(credentials);
      // Clients connect again by themselves after 4403, but not after 4401: the same token would be refused again.
      const refuse = ({ message, isTemporary }: Refusal) =>
        extra.socket.close(
          isTemporary ? CloseCode.Forbidden : CloseCode.Unauthorized,
          shortened(message, MAX_REASON),
        );
      if ('code' in viewer) {
        onRefused(extra.request, viewer);
        refuse(viewer);
        return false;
      }
      // Nobody would end the watch of a client that has left meanwhile.
      if (extra.socket.readyState !== extra.socket.OPEN) return false;
      extra.rights = access.watch(credentials, viewer, (refusal) => {
        extra.ending = 'rights';
        if (refusal) refuse(refusal);
        else extra.socket.close(CloseCode.Forbidden, 'Your rights have changed: connect again');
      });
      Object.assign(extra, { viewer, said });
      return true;
    },
    async onSubscribe({ extra, subscriptions }, id, params) {
      const { request, socket, viewer, said, executing } = extra;
      if (Object.keys(subscriptions).length > limits.subscriptions) {
        return [tooManySubscriptions(limits.subscriptions)];
      }
      const trace = beginRequest('GraphQL operation', { 'network.protocol.name': 'websocket' });
      const refuse = (errors: readonly GraphQLError[]) => {
        answered(trace, errors);
        trace.span.end();
        return errors;
      };
      const enveloped = yoga.getEnveloped({ req: request, socket, params, viewer, said, trace });
      try {
        await turns.take(params.query, viewer);
        const document = enveloped.parse(params.query);
        const errors = enveloped.validate(enveloped.schema, document);
        if (errors.length > 0) return refuse(errors);
        if (!getOperationAST(document, params.operationName)) return refuse([noOperation()]);
        const args: EnvelopedArgs = {
          schema: enveloped.schema,
          document,
          operationName: params.operationName,
          variableValues: params.variables,
          contextValue: await enveloped.contextFactory(),
          enveloped,
          begin() {
            const done = requests.begin();
            executing.set(id, () => {
              done();
              trace.span.end();
            });
          },
          direct: { deliver: delivering(extra.deliveryOf(id)), leaving: extra.leaving, ends: null },
        };
        return args;
      } catch (error) {
        return refuse([mask(error, 'Unexpected error.')]);
      }
    },
    execute(args) {
      const { enveloped, begin } = args as EnvelopedArgs;
      begin();
      return enveloped.execute(args) as never;
    },
    async subscribe(args) {
      const { enveloped, direct, contextValue } = args as EnvelopedArgs;
      const { trace } = contextValue as Context;
      try {
        const results = await enveloped.subscribe(args);
        note(results as ExecutionResult, trace);
        if (!direct.ends) return results as never;
        // graphql-ws keeps the arguments until the end, with all that yoga has made for them.
        for (const name of Object.keys(args)) Reflect.set(args, name, undefined);
        return direct.ends;
      } finally {
        // A subscription may last for days.
        trace?.span.end();
      }
    },
    onError: (_context, _id, _payload, errors) => errors.map(withoutHttp),
    onNext(_context, _id, _payload, { contextValue }, result) {
      note(result as ExecutionResult, (contextValue as Context).trace);
      return forClient(result as ExecutionResult);
    },
    onComplete({ extra: { executing } }, id) {
      executing.get(id)?.();
      executing.delete(id);
    },
  });
}

/** The same error as yoga's over HTTP: that of graphql-ws has no code. */
function noOperation(): GraphQLError {
  return new GraphQLError('Could not determine what operation to execute.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });
}

function tooManySubscriptions(maximum: number): GraphQLError {
  return new GraphQLError(
    `This WebSocket has ${maximum} open operations, which is the limit (--max-subscriptions): use several connections.`,
    { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', maximum } },
  );
}

function forClient(result: ExecutionResult): FormattedExecutionResult {
  return result.errors
    ? { ...result, errors: result.errors.map(withoutHttp) }
    : (result as FormattedExecutionResult);
}

/** The error for a client, without the HTTP status that yoga would use. */
function withoutHttp(error: GraphQLError): GraphQLFormattedError {
  const { http: status, ...extensions } = error.extensions;
  return status === undefined ? error.toJSON() : { ...error.toJSON(), extensions };
}
