import type { Distribution } from './distribution.js';
import { CHANNELS, type Figure } from './figure.js';

/** Fewer other values do not show what is usual. */
export const LEAST_OTHERS = 5;

/** A value that is further from the median than this many spreads is an outlier. */
const FAR_SPREADS = 5;

/** Equal values have no spread. A difference of 10 % of the median, or of 5 channels, is never an outlier. */
const LEAST_SPREAD = { ofMedian: 0.02, channels: 1 };

export function isOutlier({ value, unit }: Figure, { median, spread }: Distribution): boolean {
  const least = Math.max(
    LEAST_SPREAD.ofMedian * Math.abs(median),
    unit === CHANNELS ? LEAST_SPREAD.channels : 0,
  );
  return Math.abs(value - median) > FAR_SPREADS * Math.max(spread, least);
}

/** What a figure is compared with. A distribution is null if there are too few values. */
export interface Comparison {
  /** The slots with which the slot is compared, including itself. */
  readonly amongSlots: Distribution | null;
  /** The earlier results of the slot. */
  readonly inPast: Distribution | null;
}

/** Why the figure is an outlier, as text; null if it is none. */
export function outlierReason(figure: Figure, { amongSlots, inPast }: Comparison): string | null {
  const reasons = [
    ...reason(figure, amongSlots, 'slots'),
    ...reason(figure, inPast, 'earlier results of this slot'),
  ];
  return reasons.length === 0
    ? null
    : `${figure.name} is ${shown(figure.value, figure.unit)}. ${reasons.join(' ')}`;
}

function reason(figure: Figure, distribution: Distribution | null, what: string): string[] {
  if (distribution === null || !isOutlier(figure, distribution)) return [];
  const { count, median, spread } = distribution;
  return [`The median of ${count} ${what} is ${shown(median, figure.unit)}, their spread ${shown(spread)}.`];
}

function shown(value: number, unit: string | null = null): string {
  return `${Number(value.toPrecision(4))}${unit === null ? '' : ` ${unit}`}`;
}
