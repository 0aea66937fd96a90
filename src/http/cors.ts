import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from './access.js';
import { GRAPHQL_PATH } from './graphiql.js';
import type { Refusal } from './refusal.js';
import { REQUEST_ID_HEADER } from './request-id.js';
import { PASSWORD_HEADER, USER_HEADER } from './said.js';

/** How long a browser may keep the answer to a preflight, in seconds. */
const MAX_AGE = '600';

/**
 * Allows pages of the allowed origins to read the answers of `/graphql`, and a page that may read why it is rejected to
 * read that. Returns true if it has answered the request itself, as a preflight. Cookies are not allowed: they are for our
 * own pages, and another page sends its token itself.
 */
export function answerCors(
  access: Pick<Access, 'allowsOrigin'>,
  foreign: Refusal | null,
  { url = '', method, headers }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { origin } = headers;
  if (url.split('?', 1)[0] !== GRAPHQL_PATH || origin === undefined) return false;
  if (foreign ? foreign.page?.origin !== origin : !access.allowsOrigin(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('vary', 'origin');
  response.setHeader('access-control-expose-headers', REQUEST_ID_HEADER);
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': `authorization, content-type, ${USER_HEADER}, ${PASSWORD_HEADER}, ${REQUEST_ID_HEADER}, traceparent, tracestate`,
    'access-control-max-age': MAX_AGE,
  });
  response.end();
  return true;
}
