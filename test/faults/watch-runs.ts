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

/** A client that comes back by itself, as the examples do. */
export function watchRuns(server: MultiSmurf) {
  const runs = new Map<string, SeenRun>();
  const client = createClient({
    url: () => server.wsUrl,
    webSocketImpl: WebSocket,
    shouldRetry: () => true,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => sleep(200),
    // A run that ended while nothing was connected is not sent again: a client asks for it.
    on: { connected: () => void refresh().catch(() => {}) },
  });
  async function refresh(): Promise<void> {
    for (const run of await listRuns(server)) {
      if ((runs.get(run.id)?.status ?? 'RUNNING') === 'RUNNING') runs.set(run.id, run);
    }
  }
  client.subscribe<{ runs: SeenRun }>(
    { query: `subscription { runs { ${RUN} } }` },
    {
      next: ({ data }) => void (data && runs.set(data.runs.id, data.runs)),
      error: () => {},
      complete: () => {},
    },
  );
  return { runs, close: async () => await client.dispose() };
}

export async function listRuns(server: MultiSmurf): Promise<readonly SeenRun[]> {
  const { data, errors } = await server.request<{ runs: { nodes: readonly SeenRun[] } }>(
    `{ runs(first: 100) { nodes { ${RUN} } } }`,
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.runs.nodes;
}
