import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './refusal.js';

/**
 * Removes the prefix from the path of a request, so that the rest of the server does not see it.
 * @param prefix such as `/multismurf`; empty for none
 * @returns why the request is rejected; null if it is below the prefix
 */
export function stripPrefix(request: IncomingMessage, prefix: string): Refusal | null {
  const { url = '' } = request;
  if (!url.startsWith(`${prefix}/`)) {
    return { code: 'NOT_FOUND', message: `There is nothing at this path: everything is below ${prefix}/.` };
  }
  request.url = url.slice(prefix.length);
  return null;
}

/**
 * Sends a browser that leaves out the last slash to the monitor: the links of the page are relative. Returns whether it
 * has answered.
 */
export function addSlash({ url = '' }: IncomingMessage, response: ServerResponse, prefix: string): boolean {
  const [path, ...search] = url.split('?');
  if (prefix === '' || path !== prefix) return false;
  response.writeHead(308, { location: [`${prefix}/`, ...search].join('?') }).end();
  return true;
}
