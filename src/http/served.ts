import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { shortened } from '../lib/shortened.js';
import { GRAPHQL_PATH } from './graphiql.js';
import { type Refusal, refusalBody } from './refusal.js';

const SUBSCRIPTIONS =
  'Subscriptions are served over WebSocket (graphql-transport-ws) and to a POST or GET that accepts text/event-stream';

/** Of a header that a message repeats. */
const MAX_SHOWN = 100;

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Rejects what is asked of a path or with a method that nothing here answers, and names what does. */
export function checkServed({ url = '', method = '' }: IncomingMessage): Refusal | null {
  if (method === 'PUT' || method === 'DELETE') {
    return {
      code: 'METHOD_NOT_ALLOWED',
      message: `The single connection mode of graphql-sse is not served. ${SUBSCRIPTIONS} (singleConnection: false) at ${GRAPHQL_PATH}.`,
    };
  }
  if (url.split('?', 1)[0] === GRAPHQL_PATH) return null;
  return {
    code: 'NOT_FOUND',
    message: `Nothing is served here: GraphQL is at ${GRAPHQL_PATH}, health at /health/live and /health/ready.`,
  };
}

/** Answers what GraphQL clients may ask for beyond what is served, in the words or codes that they know. */
export function useServed(): Plugin {
  return {
    onRequestParse({ request, requestParser, endResponse, fetchAPI: { Response } }) {
      // Yoga's own parsers have been asked before: it would answer with an empty body.
      if (requestParser !== undefined) return;
      const type = request.headers.get('content-type');
      const given =
        type === null ? 'A request without a content type' : `The content type ${shortened(type, MAX_SHOWN)}`;
      const message = `${given} is not served: send JSON, {"query": "..."}, as application/json.`;
      endResponse(
        new Response(refusalBody({ code: 'UNSUPPORTED_MEDIA_TYPE', message }), {
          status: 415,
          headers: JSON_HEADERS,
        }),
      );
    },
    onParams({ params }) {
      if (params.query || params.extensions?.['persistedQuery'] === undefined) return;
      // Apollo Client then sends the document, and no more hashes: both as for Apollo Server.
      throw new GraphQLError('PersistedQueryNotSupported', {
        extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200 } },
      });
    },
    onResultProcess({ result, request, resultProcessor, setResultProcessor }) {
      // Yoga would answer with an empty body.
      if (resultProcessor !== undefined) return;
      const asked = shortened(request.headers.get('accept') ?? 'nothing', MAX_SHOWN);
      const isSubscription = Symbol.asyncIterator in result;
      const message = isSubscription
        ? `A subscription is not served as ${asked}. ${SUBSCRIPTIONS}.`
        : `An answer is not served as ${asked}: accept application/json or application/graphql-response+json.`;
      setResultProcessor((unread, { Response }) => {
        if (Symbol.asyncIterator in unread) void unread[Symbol.asyncIterator]().return?.();
        return new Response(refusalBody({ code: 'NOT_ACCEPTABLE', message }), {
          status: 406,
          headers: JSON_HEADERS,
        });
      }, 'application/json');
    },
  };
}
