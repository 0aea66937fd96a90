import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GRAPHQL_PATH } from './graphiql.js';
import { type Refusal, refusalBody } from './refusal.js';

const SUBSCRIPTIONS =
  'Subscriptions are available over WebSocket (graphql-transport-ws), or with a POST or GET that accepts text/event-stream';

/** Rejects requests with an unknown path or method, and names the valid ones. */
export function checkServed({ url = '', method = '' }: IncomingMessage): Refusal | null {
  if (method === 'PUT' || method === 'DELETE') {
    return {
      code: 'METHOD_NOT_ALLOWED',
      message: `The single connection mode of graphql-sse is not supported. ${SUBSCRIPTIONS} (singleConnection: false) at ${GRAPHQL_PATH}.`,
    };
  }
  if (url.split('?', 1)[0] === GRAPHQL_PATH) return null;
  return {
    code: 'NOT_FOUND',
    message: `There is nothing at this path: GraphQL is at ${GRAPHQL_PATH}, health at /health/live and /health/ready.`,
  };
}

/** Answers requests for unsupported features of GraphQL clients with the messages or codes that they expect. */
export function useServed(): Plugin {
  return {
    onParams({ params }) {
      if (params.query || params.extensions?.['persistedQuery'] === undefined) return;
      // Apollo Client then sends the document instead of the hash, and no hashes after that, as with Apollo Server.
      throw new GraphQLError('PersistedQueryNotSupported', {
        extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200 } },
      });
    },
    onResultProcess({ result, request, resultProcessor, setResultProcessor }) {
      if (resultProcessor !== undefined || !(Symbol.asyncIterator in result)) return;
      const asked = request.headers.get('accept') ?? 'nothing';
      setResultProcessor((unread, { Response }) => {
        if (Symbol.asyncIterator in unread) void unread[Symbol.asyncIterator]().return?.();
        const message = `A subscription cannot be sent as ${asked}. ${SUBSCRIPTIONS}.`;
        const headers = { 'content-type': 'application/json' };
        return new Response(refusalBody({ code: 'NOT_ACCEPTABLE', message }), { status: 406, headers });
      }, 'application/json');
    },
  };
}
