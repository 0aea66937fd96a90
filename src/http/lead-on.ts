import type { IncomingMessage, ServerResponse } from 'node:http';
import { GRAPHQL_PATH } from './graphiql.js';

/**
 * Answers a request for `/`: a browser is redirected to GraphiQL, a program gets a list of the served paths. Returns
 * whether it has answered.
 */
export function leadOn({ url, method, headers }: IncomingMessage, response: ServerResponse): boolean {
  if (url !== '/' || (method !== 'GET' && method !== 'HEAD')) return false;
  if (headers.accept?.includes('text/html')) {
    // A relative location, so that a proxy can serve everything under its own path.
    response.writeHead(302, { location: GRAPHQL_PATH.slice(1), vary: 'accept' }).end();
    return true;
  }
  const served = { graphql: GRAPHQL_PATH, live: '/health/live', ready: '/health/ready' };
  response.writeHead(200, { 'content-type': 'application/json', vary: 'accept' });
  response.end(method === 'HEAD' ? undefined : `${JSON.stringify(served)}\n`);
  return true;
}
