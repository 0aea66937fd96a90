import type { IncomingMessage, ServerResponse } from 'node:http';
import { GRAPHQL_PATH } from './graphiql.js';

/**
 * Leads on who opens the address of the server without a path: a browser to GraphiQL, a program to a list of what
 * is served. Says whether it did.
 */
export function leadOn({ url, method, headers }: IncomingMessage, response: ServerResponse): boolean {
  if (url !== '/' || (method !== 'GET' && method !== 'HEAD')) return false;
  if (headers.accept?.includes('text/html')) {
    // Not from the root, so that a proxy may put all of it under a path of its own.
    response.writeHead(302, { location: GRAPHQL_PATH.slice(1), vary: 'accept' }).end();
    return true;
  }
  const served = { graphql: GRAPHQL_PATH, live: '/health/live', ready: '/health/ready' };
  response.writeHead(200, { 'content-type': 'application/json', vary: 'accept' });
  response.end(method === 'HEAD' ? undefined : `${JSON.stringify(served)}\n`);
  return true;
}
