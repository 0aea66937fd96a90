import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { YogaServerInstance } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import type { Context } from '../graphql/context.js';
import type { Gate } from './gate.js';
import { GRAPHQL_PATH } from './graphiql.js';

const MAX_MESSAGE_BYTES = 1024 * 1024;

/** A client that does not answer a ping within this time is gone; one that stops reading for a minute is not. */
const KEEP_ALIVE_MS = 90_000;

/** How long clients get to answer that the server closes. */
const GOODBYE_MS = 1000;

interface EnvelopedArgs extends ExecutionArgs {
  readonly enveloped: {
    readonly execute: (args: ExecutionArgs) => unknown;
    readonly subscribe: (args: ExecutionArgs) => unknown;
  };
}

/**
 * Serves GraphQL over WebSocket (graphql-transport-ws) beside yoga's HTTP, through yoga's own pipeline.
 * Returns what closes every socket.
 */
export function serveWebSocket(
  server: Server,
  yoga: YogaServerInstance<Record<string, unknown>, Context>,
  gate: Gate,
): () => Promise<void> {
  const sockets = new WebSocketServer({
    noServer: true,
    path: GRAPHQL_PATH,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (gate.refusesOrigin(request) !== null || !sockets.shouldHandle(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request));
  });

  const served = useServer(
    {
      // Browsers cannot set headers on a WebSocket: their token comes with the connection's first message.
      onConnect: ({ connectionParams, extra }) =>
        gate.refusesToken(connectionParams?.['Authorization'] ?? connectionParams?.['authorization']) ===
          null || gate.refusesToken(extra.request.headers.authorization) === null,
      execute: (args) => (args as EnvelopedArgs).enveloped.execute(args) as never,
      subscribe: (args) => (args as EnvelopedArgs).enveloped.subscribe(args) as never,
      onSubscribe: async ({ extra }, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          req: extra.request,
          socket: extra.socket,
          params,
        });
        let document: ReturnType<typeof parse>;
        try {
          document = parse(params.query);
        } catch (error) {
          return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
        }
        const errors = validate(schema, document);
        if (errors.length > 0) return errors;
        const args: EnvelopedArgs = {
          schema,
          document,
          operationName: params.operationName,
          variableValues: params.variables,
          contextValue: await contextFactory(),
          enveloped: { execute, subscribe },
        };
        return args;
      },
    },
    sockets,
    KEEP_ALIVE_MS,
  );
  return async () => {
    // A client that does not answer must not hold up the end.
    const cut = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, GOODBYE_MS);
    await served.dispose();
    clearTimeout(cut);
  };
}
