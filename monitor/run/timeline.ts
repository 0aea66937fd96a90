import type { RunProgress, SlotProgress } from '../runs/run-model.js';
import { duration } from '../shared/duration.js';

/** The time that the bars of a run are drawn over. */
export interface Scale {
  /** Where it begins, in milliseconds since 1970: at the first start. */
  readonly from: number;
  readonly length: number;
  /** The marks of the axis, in milliseconds after `from`. */
  readonly ticks: readonly number[];
  /** The largest distance of a start from the first one, in milliseconds. */
  readonly skew: number;
}

/** Distances of marks, in milliseconds: the eye divides by 2, 5 and 10, and a minute by 10 and 30. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 30].map((seconds) => seconds * 1e3),
  ...[1, 2, 5, 10, 30].map((minutes) => minutes * 60e3),
  ...[1, 2, 6, 12, 24].map((hours) => hours * 3600e3),
];
const TICKS = 5;

/**
 * The scale for all slots of a run. Its end lies on a mark, so it moves seldom, and not with each second.
 *
 * @param now the present time; it counts while a slot runs
 */
export function scaleOf({ slots, startTime }: Pick<RunProgress, 'slots' | 'startTime'>, now: number): Scale {
  const starts = slots.flatMap((slot) => timeOf(slot.startTime) ?? []);
  const from = starts.length === 0 ? Date.parse(startTime) : Math.min(...starts);
  const ends = slots.flatMap((slot) =>
    [endOf(slot, now), timeOf(slot.expectedEndTime)].flatMap((time) => time ?? []),
  );
  const needed = Math.max(1, ...ends.map((end) => end - from));
  const step = STEPS.find((one) => needed / one <= TICKS) ?? Math.ceil(needed / TICKS / 86_400e3) * 86_400e3;
  const count = Math.ceil(needed / step);
  return {
    from,
    length: count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
    skew: Math.max(0, ...starts.map((start) => start - from)),
  };
}

/** When the operation ended on a slot, or now while it runs; null if it did not start, or its end is not known. */
export function endOf({ status, startTime, endTime }: SlotProgress, now: number): number | null {
  if (startTime === null) return null;
  if (endTime !== null) return Date.parse(endTime);
  return isRunning(status) ? now : null;
}

export const isRunning = (status: SlotProgress['status']): boolean =>
  status === 'RUNNING' || status === 'READY' || status === 'STOPPING';

export const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text));

/** A duration that has ended, with what matters below a minute: `16 ms`, `11.2 s`, `3 m 18 s`. */
export function exactDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms);
}

/** A mark of an axis of this length, such as `0 s`, `10 s` or `1 m 30 s`. */
export function tickText(ms: number, length: number): string {
  if (ms === 0) return '0 s';
  if (length < 1000) return `${ms} ms`;
  return ms % 1000 === 0 ? duration(ms) : `${ms / 1000} s`;
}
