import type { FormattedExecutionResult } from 'graphql-ws';
import type { MultiSmurf } from '../interop/multismurf.js';
import type { Controller } from '../interop/network.js';
import type { Command } from './schedule.js';

/** A request that brought an error, or no answer. */
export interface Refusal {
  readonly command: Command['kind'];
  /** Null if the server did not answer. */
  readonly code: string | null;
  readonly message: string;
}

/** Returns the id of the run that began; undefined if there is none. */
export async function sendCommand(
  server: MultiSmurf,
  controllers: readonly Controller[],
  command: Command,
  lastRun: string | undefined,
  refusals: Refusal[],
): Promise<string | undefined> {
  const { document, variables } = toDocument(command, controllers, lastRun);
  if (document === null) return undefined;
  const answer = await server.request<{ answer: { id: string } }>(document, variables).catch(
    (error: unknown): FormattedExecutionResult<{ answer: { id: string } }> => ({
      data: null,
      errors: [{ message: String(error) }],
    }),
  );
  for (const { message, extensions } of answer.errors ?? []) {
    const code = extensions?.['code'];
    refusals.push({ command: command.kind, code: typeof code === 'string' ? code : null, message });
  }
  return answer.data?.answer.id;
}

function toDocument(command: Command, controllers: readonly Controller[], lastRun: string | undefined) {
  const streamIds = 'slots' in command ? command.slots.map((slot) => controllers[slot]?.streamId) : [];
  switch (command.kind) {
    case 'run': {
      const { duration, maxConcurrency, timeoutSeconds } = command;
      return {
        document: `mutation ($streamIds: [ID!], $params: JSON, $options: RunOptions) {
          answer: runOperation(operation: "take_noise", streamIds: $streamIds, params: $params, options: $options) { id }
        }`,
        variables: {
          streamIds,
          params: { duration },
          options: { maxConcurrency, timeoutSeconds, force: true },
        },
      };
    }
    case 'stream':
      return {
        document: `mutation ($streamIds: [ID!]) {
          answer: runOperation(operation: "stream", streamIds: $streamIds, options: { force: true }) { id }
        }`,
        variables: { streamIds },
      };
    case 'cancel':
      if (lastRun === undefined) return { document: null, variables: {} };
      return {
        document: 'mutation ($id: ID!) { answer: cancelRun(id: $id) { id } }',
        variables: { id: lastRun },
      };
    case 'stop':
      return {
        document: 'mutation { answer: stopOperation(operation: "stream") { id } }',
        variables: {},
      };
    case 'stopAll':
      return { document: 'mutation { answer: stopAll { id } }', variables: {} };
  }
}
