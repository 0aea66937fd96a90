import type { Controller } from '../interop/network.js';
import type { AgentLog } from './agent-log.js';

/** A stop is sent at once; the rest is for a machine that does much else. */
const REACHED_WITHIN_MS = 5_000;

/**
 * The streams that run now and that neither end nor are stopped within seconds, by the lines of their agents. The
 * agents cannot abort `take_noise`.
 * @param logs what each agent did until now, by stream id
 */
export async function watchStop(
  controllers: readonly Controller[],
  logs: ReadonlyMap<string, () => AgentLog>,
): Promise<readonly string[]> {
  const running = controllers.flatMap((controller) =>
    (logs.get(controller.streamId)?.().sessions ?? [])
      .filter(({ operation, outcome }) => operation === 'stream' && outcome === 'still running')
      .map(({ sessionId }) => ({ controller, sessionId })),
  );
  const unstopped = await Promise.all(
    running.map(async ({ controller, sessionId }) => {
      const reached = new RegExp(`stop called for stream$|stream:${sessionId} Status is now "done"`);
      const after = controller.lines().length;
      return await controller.waitForLine(reached, REACHED_WITHIN_MS, { after }).then(
        () => [],
        () => [`stream:${sessionId} of ${controller.streamId}`],
      );
    }),
  );
  return unstopped.flat();
}
