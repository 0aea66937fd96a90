import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { MultiSmurf } from '../interop/multismurf.js';

export interface SeenSlot {
  readonly streamId: string | null;
  readonly status: string;
  readonly inferred: boolean;
  readonly reason: string | null;
  readonly sentAt: string | null;
  readonly session: { readonly sessionId: number; readonly startTime: string } | null;
}
export interface SeenRun {
  readonly id: string;
  readonly action: string;
  readonly operation: string;
  readonly status: string;
  readonly slots: readonly SeenSlot[];
}

const RUN = `id action operation status
  slots { streamId status inferred reason sentAt session { sessionId startTime } }`;

/** The subscription has begun so long after its connection, also on a machine that does much else. */
const CATCH_UP_MS = 10_000;

/** A client that comes back by itself, as the examples do. */
export function watchRuns(server: MultiSmurf) {
  const runs = new Map<string, SeenRun>();
  /** Runs that the present connection has brought: it brings their ends, too. */
  const followed = new Set<string>();
  let connections = 0;
  const client = createClient({
    url: () => server.wsUrl,
    webSocketImpl: WebSocket,
    shouldRetry: () => true,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => sleep(200),
    on: { connected: () => void catchUp() },
  });
  /**
   * A run that ended before the subscription began is not sent: a client asks for it. Nothing reports when the
   * subscription begins, so it asks for some seconds.
   */
  async function catchUp(): Promise<void> {
    connections += 1;
    followed.clear();
    const until = Date.now() + CATCH_UP_MS;
    for (const mine = connections; mine === connections && Date.now() < until; await sleep(1000)) {
      for (const run of await listRuns(server).catch(() => [])) {
        if (!followed.has(run.id) && (runs.get(run.id)?.status ?? 'RUNNING') === 'RUNNING')
          runs.set(run.id, run);
      }
    }
  }
  client.subscribe<{ runs: SeenRun }>(
    { query: `subscription { runs { ${RUN} } }` },
    {
      next({ data }) {
        if (!data) return;
        followed.add(data.runs.id);
        runs.set(data.runs.id, data.runs);
      },
      error: () => {},
      complete: () => {},
    },
  );
  return {
    runs,
    async close() {
      connections += 1;
      await client.dispose();
    },
  };
}

export async function listRuns(server: MultiSmurf): Promise<readonly SeenRun[]> {
  const { data, errors } = await server.request<{ runs: { nodes: readonly SeenRun[] } }>(
    `{ runs(first: 100) { nodes { ${RUN} } } }`,
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.runs.nodes;
}
