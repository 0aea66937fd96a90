import type { MonitorLastRunsQuery } from '../generated/graphql.js';
import { LOOKS } from '../states/outcome-words.js';

export type LastRun = MonitorLastRunsQuery['runs']['nodes'][number];

/**
 * The runs in which chosen slots failed last, without those that have succeeded since.
 *
 * @param runs newest first
 * @param chosen the slots, by instance id
 */
export function lastFailures(runs: readonly LastRun[], chosen: ReadonlySet<string>): readonly LastRun[] {
  const open = new Set(chosen);
  return runs.filter(({ slots }) => {
    const here = slots.filter(({ instanceId }) => open.has(instanceId));
    for (const { instanceId } of here) open.delete(instanceId);
    return here.some(({ status }) => LOOKS[status] === 'bad');
  });
}
