import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import { serverProblems } from '../core/server-problems.js';

interface Looked {
  readonly core: Core;
  readonly agent: AgentPresence;
  /** Messages about parts that do not work, although the server works. */
  readonly degraded: () => readonly string[];
}

/** What must work before the server is ready. */
const PARTS = ['link', 'scan', 'agent'] as const;

/** The state of the server for a probe. */
interface Health {
  /** Why each part is not ready; null if it is. */
  readonly parts: Readonly<Record<(typeof PARTS)[number], string | null>>;
  /** The first part that is not ready; null if the server is. */
  readonly notReady: (typeof PARTS)[number] | null;
  /** Messages about what does not work although the server works. */
  readonly degraded: readonly string[];
}

/**
 * `/health/live` answers 200 while the process runs. `/health/ready` answers 200 if the server is connected to the
 * router, has completed the initial scan and has its address as an OCS agent. Otherwise it answers 503 with the part and
 * the reason: a server that stands by for another one is not ready, unless both use one database. Degraded parts, such as
 * a log that loses lines or a store that does not work, are listed in the answer; the server is still ready.
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
  const { parts, notReady, degraded } = readHealth(looked);
  respond(response, notReady === null ? 200 : 503, {
    ready: notReady === null,
    connected: link.connected,
    since: link.since.toISOString(),
    notReady,
    reason: notReady && parts[notReady],
    parts,
    degraded,
    agent: {
      address: agent.address,
      registered: agent.standing.registered,
      standingBy: standsBy(looked),
    },
  });
  return true;
}

export function readHealth(looked: Looked): Health {
  const { core, agent } = looked;
  const { link } = core.connection;
  const parts = {
    link: link.connected ? null : (link.reason ?? 'joining the router'),
    scan: core.registry.scan.isDone ? null : 'still finding the slots of the network',
    agent: reasonOfAgent(looked),
  };
  const isSharing = standsBy(looked) && core.peers.isShared;
  return {
    parts,
    notReady: PARTS.find((part) => parts[part] !== null) ?? null,
    degraded: [
      ...looked.degraded(),
      ...serverProblems(core).map(({ message }) => message),
      ...(isSharing
        ? [`another server has ${agent.address}: this server takes over when that one ends`]
        : []),
    ],
  };
}

const standsBy = ({ core, agent }: Looked) =>
  core.connection.link.connected && agent.standing.refusal !== null;

/** Why our agent is not ready. */
function reasonOfAgent({ core: { peers }, agent }: Looked): string | null {
  const { registered, refusal } = agent.standing;
  if (registered) return null;
  if (refusal === null) return `registering ${agent.address} at the router: no answer yet`;
  // Each server of a shared database answers everything; one of them has the address.
  if (peers.isShared) return null;
  return `standing by for ${agent.address}: ${refusal}. This server will take over the address, but not the runs: for that, both servers need the same PostgreSQL database`;
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
