import type { IncomingMessage, ServerResponse } from 'node:http';
import { GRAPHQL_PATH } from './graphiql.js';

/** Answers a request of a program for `/` with a list of the served paths. Returns whether it has answered. */
export function leadOn({ url, method }: IncomingMessage, response: ServerResponse, prefix: string): boolean {
  if (url !== '/' || (method !== 'GET' && method !== 'HEAD')) return false;
  const paths = { monitor: '/', graphql: GRAPHQL_PATH, live: '/health/live', ready: '/health/ready' };
  const served = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, prefix + path]));
  response.writeHead(200, { 'content-type': 'application/json', vary: 'accept' });
  response.end(method === 'HEAD' ? undefined : `${JSON.stringify(served)}\n`);
  return true;
}
