import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Manager } from '../manager/manager.js';

/**
 * `/health/live` answers 200 while the process answers at all. `/health/ready` answers 200 only while we are
 * joined to the router and have taken the first look at the network, and 503 with the reason otherwise.
 */
export function answerHealth(manager: Manager, request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split('?', 1)[0];
  if (path === '/health/live') {
    respond(response, 200, { live: true });
    return true;
  }
  if (path !== '/health/ready') return false;
  const { link } = manager.connection;
  const ready = link.connected && manager.registry.hasLooked;
  respond(response, ready ? 200 : 503, {
    ready,
    connected: link.connected,
    since: link.since.toISOString(),
    reason: ready ? null : reasonFor(link),
  });
  return true;
}

function reasonFor({ connected, reason }: Manager['connection']['link']): string {
  return connected ? 'still finding the slots of the network' : (reason ?? 'joining the router');
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
