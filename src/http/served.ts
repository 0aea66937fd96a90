import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { shortened } from '../lib/shortened.js';
import { GRAPHQL_PATH } from './graphiql.js';
import { type Refusal, refusalBody } from './refusal.js';
import type { Route } from './routes.js';

const SUBSCRIPTIONS =
  'Subscriptions are available over WebSocket (graphql-transport-ws), or with a POST or GET that accepts text/event-stream';

const METHODS = ['GET', 'HEAD', 'POST'];

/** Maximum length of a header in a message. */
const MAX_SHOWN = 100;

/** The arguments of a `Response` that rejects a request. */
const rejection = (status: number, why: Parameters<typeof refusalBody>[0]) =>
  [refusalBody(why), { status, headers: { 'content-type': 'application/json' } }] as const;

/** Rejects requests without a route, or with an unknown method, and names what is served. */
export function checkServed(
  { method = '' }: IncomingMessage,
  route: Route | undefined,
  prefix: string,
): Refusal | null {
  if (method === 'PUT' || method === 'DELETE') {
    return {
      code: 'METHOD_NOT_ALLOWED',
      message: `The single connection mode of graphql-sse is not supported. ${SUBSCRIPTIONS} (singleConnection: false) at ${prefix}${GRAPHQL_PATH}.`,
    };
  }
  if (route?.name === 'graphql' && !METHODS.includes(method)) {
    return {
      code: 'METHOD_NOT_ALLOWED',
      message: `The method ${method} is not accepted: send GraphQL requests with POST or GET to ${prefix}${GRAPHQL_PATH}.`,
    };
  }
  if (route) return null;
  return {
    code: 'NOT_FOUND',
    message: `There is nothing at this path: GraphQL is at ${prefix}${GRAPHQL_PATH}, health at ${prefix}/health/live and ${prefix}/health/ready, tables of runs at ${prefix}/export/runs.csv, metrics at ${prefix}/metrics.`,
  };
}

const ANSWERS = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed',
];

/** Whether an Accept header, with one or more media types, allows a media type of {@link ANSWERS}. */
function isAcceptable(accept: string | null): boolean {
  const types = (accept || '*/*').split(',').map((type) => (type.split(';')[0] ?? '').trim().toLowerCase());
  return types.some((type) => {
    const [main, sub] = type.split('/');
    return ANSWERS.some((answer) => {
      const [ownMain, ownSub] = answer.split('/');
      return (main === '*' || main === ownMain) && (sub === '*' || sub === ownSub);
    });
  });
}

const shownHeader = (value: string | null) => shortened(value ?? 'nothing', MAX_SHOWN);

const unacceptable = (accept: string | null) =>
  `The answer cannot be sent as ${shownHeader(accept)}. Accept application/json.`;

/** Answers requests for unsupported features of GraphQL clients with the messages or codes that they expect. */
export function useServed(): Plugin {
  return {
    // Checked before the request is executed: yoga checks the media type only afterwards, and returns no message.
    onRequestParse({ request, requestParser, endResponse, fetchAPI: { Response } }) {
      const accept = request.headers.get('accept');
      if (!isAcceptable(accept)) {
        const message = unacceptable(accept);
        endResponse(new Response(...rejection(406, { code: 'NOT_ACCEPTABLE', message })));
      } else if (requestParser === undefined) {
        const message = 'Send the request as JSON, with the header "Content-Type: application/json".';
        endResponse(new Response(...rejection(415, { code: 'UNSUPPORTED_MEDIA_TYPE', message })));
      }
    },
    onParams({ params }) {
      if (params.query || params.extensions?.['persistedQuery'] === undefined) return;
      // Apollo Client then sends the document instead of the hash, and no hashes after that, as with Apollo Server.
      throw new GraphQLError('PersistedQueryNotSupported', {
        extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200 } },
      });
    },
    onResultProcess({ result, request, resultProcessor, setResultProcessor }) {
      // Without a processor, yoga returns an empty body.
      if (resultProcessor !== undefined) return;
      const accept = request.headers.get('accept');
      const message =
        Symbol.asyncIterator in result
          ? `A subscription cannot be sent as ${shownHeader(accept)}. ${SUBSCRIPTIONS}.`
          : unacceptable(accept);
      setResultProcessor((unread, { Response }) => {
        if (Symbol.asyncIterator in unread) void unread[Symbol.asyncIterator]().return?.();
        return new Response(...rejection(406, { code: 'NOT_ACCEPTABLE', message }));
      }, 'application/json');
    },
  };
}
