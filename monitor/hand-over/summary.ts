import type { Run } from '../live/model.js';
import type { RunLine } from '../runs/run-list.js';
import { countsText, titleOf } from '../runs/run-words.js';

/** What ran of one operation. */
export interface Ran {
  readonly title: string;
  readonly runs: number;
  /** How many slots succeeded, of how many that were commanded. */
  readonly good: number;
  readonly slots: number;
  /** How the others ended, such as `2 failed, 1 lost`. */
  readonly trouble: string;
  /** How long it ran on at least one slot, in milliseconds. */
  readonly ms: number;
}

/**
 * What ran, by operation, the one with the most runs first.
 *
 * @param until the end of open runs, in milliseconds since 1970
 */
export function ranOf(runs: readonly RunLine[], until: number): readonly Ran[] {
  const byTitle = new Map<string, RunLine[]>();
  for (const run of runs) {
    const title = titleOf(run);
    const same = byTitle.get(title);
    if (same) same.push(run);
    else byTitle.set(title, [run]);
  }
  return [...byTitle]
    .map(([title, same]) => {
      const slots = same.flatMap((run) => run.slots);
      return {
        ...{ title, runs: same.length, slots: slots.length },
        good: slots.filter(({ status }) => status === 'SUCCEEDED').length,
        trouble: countsText(slots),
        ms: timeOfAll(same, until),
      };
    })
    .sort((a, b) => b.runs - a.runs || a.title.localeCompare(b.title));
}

/** The time in which at least one of the runs was open, in milliseconds. */
export function timeOfAll(runs: readonly Pick<Run, 'startTime' | 'endTime'>[], until: number): number {
  const spans = runs
    .map(({ startTime, endTime }) => ({
      start: Date.parse(startTime),
      end: endTime === null ? until : Date.parse(endTime),
    }))
    .sort((a, b) => a.start - b.start);
  let ms = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { start, end } of spans) {
    ms += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return ms;
}
