/** The numbers that an axis runs over, and where it has marks. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly text: (value: number) => string;
}

/** About this many intervals between marks. */
const INTERVALS = 4;
const STEPS = [1, 2, 2.5, 5, 10];

/** An axis with round marks that holds all values. */
export function axisOf(values: readonly number[]): Axis {
  const least = Math.min(...values);
  const most = Math.max(...values);
  // Equal values stand in the middle; zeros stand at the foot, because most often they are counts.
  const span = most - least || Math.abs(most) * 0.2 || 1;
  const margin = (span - (most - least)) / 2 + span * 0.06;
  const rough = span / INTERVALS;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * (STEPS.find((one) => one * size >= rough) ?? 10);
  const low = least - (least === 0 && most === 0 ? span * 0.06 : margin);
  const high = most + margin;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / size === 2.5 ? 1 : 0));
  return {
    low,
    high,
    ticks: Array.from({ length: count }, (_, index) => (first + index) * step),
    text: (value) => value.toFixed(Math.min(decimals, 20)).replace('-', '−'),
  };
}
