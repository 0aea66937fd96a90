import type { MonitorSlotRunSubscription, SlotRunViewFragment } from '../generated/graphql.js';

export type SlotRun = SlotRunViewFragment;

/** So many runs the server gives at once. */
export const MAX_RUNS = 200;

/** The runs with the changed one, newest first. */
export function afterRun(
  known: readonly SlotRun[],
  { runs: run }: MonitorSlotRunSubscription,
): readonly SlotRun[] {
  return [run, ...known.filter(({ id }) => id !== run.id)]
    .sort((a, b) => b.startTime.localeCompare(a.startTime))
    .slice(0, MAX_RUNS);
}

/** What was read, with the changes of open and ended runs. A run that was read as ended does not open again. */
export function withChanges(read: readonly SlotRun[], changed: readonly SlotRun[]): readonly SlotRun[] {
  const isOver = (id: string) => read.some((run) => run.id === id && run.endTime !== null);
  const news = changed.filter(({ id, endTime }) => endTime !== null || !isOver(id));
  return news.reduceRight((runs, run) => afterRun(runs, { runs: run }), read);
}
