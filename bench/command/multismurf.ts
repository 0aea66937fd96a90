import type { MultiSmurf } from '../../test/interop/multismurf.js';
import { wallClock } from '../lib/wall-clock.js';
import type { Contender } from './contender.js';

interface RunSeen {
  readonly id: string;
  readonly status: string;
  readonly success: boolean | null;
}

const RUN =
  'mutation ($params: JSON, $waitSeconds: Float) { runOperation(operation: "take_noise", params: $params, waitSeconds: $waitSeconds) { id status success } }';
const UPDATES = 'subscription ($id: ID!) { runUpdates(id: $id) { id status success } }';

async function run(server: MultiSmurf, duration: number, waitSeconds: number): Promise<RunSeen> {
  const variables = { params: { duration }, waitSeconds };
  const { data, errors } = await server.request<{ runOperation: RunSeen }>(RUN, variables);
  if (!data) throw new Error(`runOperation was rejected: ${JSON.stringify(errors)}`);
  return data.runOperation;
}

/** One mutation, which answers when the run has ended. */
export function multismurfByMutation(server: MultiSmurf): Contender {
  return {
    name: 'MultiSmurf, one mutation that waits',
    async takeNoise(seconds) {
      const requestedAt = wallClock();
      const { success } = await run(server, seconds, 60);
      return { requestedAt, knownAt: wallClock(), success: success === true };
    },
    close: async () => {},
  };
}

/** A mutation that answers at once, and a subscription to the run. */
export function multismurfBySubscription(server: MultiSmurf): Contender {
  return {
    name: 'MultiSmurf, a subscription to the run',
    async takeNoise(seconds) {
      const requestedAt = wallClock();
      const { id } = await run(server, seconds, 0);
      for await (const { data, errors } of server.subscribe<{ runUpdates: RunSeen }>(UPDATES, { id })) {
        if (!data) throw new Error(`runUpdates failed: ${JSON.stringify(errors)}`);
        const { status, success } = data.runUpdates;
        if (status !== 'RUNNING') return { requestedAt, knownAt: wallClock(), success: success === true };
      }
      throw new Error('runUpdates completed without the end of the run');
    },
    close: async () => {},
  };
}
