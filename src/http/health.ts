import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';

interface Looked {
  readonly core: Core;
  readonly agent: AgentPresence;
  /** Messages about parts that do not work, although the server works. */
  readonly degraded: () => readonly string[];
}

/**
 * `/health/live` answers 200 while the process runs. `/health/ready` answers 200 if the server is connected to the
 * router, has completed the initial scan and has its address as an OCS agent. Otherwise it answers 503 with the
 * reason: a server that stands by for another one is not ready, unless both use one database. Degraded parts, such as a
 * log that loses lines or a store that does not work, are listed in the answer; the server is still ready.
 */
export function answerHealth(looked: Looked, request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split('?', 1)[0];
  if (path === '/health/live') {
    respond(response, 200, { live: true });
    return true;
  }
  if (path !== '/health/ready') return false;
  const { core, agent } = looked;
  const { link } = core.connection;
  const reason = reasonAgainst(looked);
  respond(response, reason === null ? 200 : 503, {
    ready: reason === null,
    connected: link.connected,
    since: link.since.toISOString(),
    reason,
    degraded: [...looked.degraded(), ...storeTrouble(core)],
    agent: {
      address: agent.address,
      registered: agent.standing.registered,
      standingBy: link.connected && agent.standing.refusal !== null,
    },
  });
  return true;
}

function storeTrouble({ storeHealth: { problem } }: Core): string[] {
  return problem === null ? [] : [problem.message];
}

/** Why the server is not ready; null if it is. */
function reasonAgainst({ core: { connection, registry, peers }, agent }: Looked): string | null {
  const { link } = connection;
  if (!link.connected) return link.reason ?? 'joining the router';
  if (!registry.scan.isDone) return 'still finding the slots of the network';
  const { registered, refusal } = agent.standing;
  if (registered) return null;
  if (refusal === null) return `asking the router for ${agent.address}`;
  // Each server of a shared database answers everything; one of them has the address.
  if (peers.isShared) return null;
  return `standing by for ${agent.address}: ${refusal}. This server will take over the address, but not the runs: for that, both servers need the same PostgreSQL database`;
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
