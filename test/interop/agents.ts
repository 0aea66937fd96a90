import type { Controller, Network } from './network.js';

/** A session as an agent encodes it. */
export interface AgentSession {
  readonly session_id: number;
  readonly op_name: string;
  readonly status: string;
  readonly success: boolean | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Asks an agent itself, past MultiSmurf: status, wait and the like of one operation. */
export async function askAgent(
  network: Network,
  { instanceId }: Pick<Controller, 'instanceId'>,
  action: 'status' | 'wait' | 'start' | 'stop',
  operation: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<AgentSession> {
  const answer = await network.call(`${network.addressRoot}.${instanceId}.ops`, action, operation, params);
  const [, , session] = answer as [number, string, AgentSession];
  return session;
}

/** Remembers the current end of the agents' logs. Later returns the operations that each agent was requested to start since. */
export function noteStarts(controllers: readonly Controller[]): () => string[][] {
  const marks = controllers.map((controller) => controller.lines().length);
  return () =>
    controllers.map((controller, index) =>
      controller
        .lines()
        .slice(marks[index])
        .flatMap((line) => /start called for (\S+)/.exec(line)?.[1] ?? []),
    );
}
