import type { Clock } from '../../lib/clock.js';
import type { RunExecution } from './run-execution.js';

/** Maximum number of ended runs that wait for a store that does not respond or fails. */
const MAX_UNSTORED = 1000;
/** Time between two attempts to store an ended run, if the store failed. */
const STORE_AGAIN_MS = 5000;

/** An ended run stays in memory until it is stored, so that it is visible even if the store hangs or fails. */
export async function letGo(
  executions: Map<string, RunExecution>,
  id: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const ended = [...executions.values()].filter(({ published }) => published.endTime !== null);
  if (ended.length > MAX_UNSTORED) executions.delete(ended[0]?.published.id ?? '');
  const execution = executions.get(id);
  while (execution && !(await execution.stored()) && executions.has(id)) {
    await clock.sleep(STORE_AGAIN_MS, signal);
  }
  executions.delete(id);
}
