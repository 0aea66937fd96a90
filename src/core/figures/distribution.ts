/** How values of one figure are distributed. */
export interface Distribution {
  /** Number of values. */
  readonly count: number;
  readonly median: number;
  /**
   * The median absolute deviation from the median (MAD) times 1.4826: for a normal distribution, its standard
   * deviation. A few wrong values hardly change it.
   */
  readonly spread: number;
}

const MAD_TO_SIGMA = 1.4826;

/** @returns null if there are fewer than `least` values */
export function distributionOf(values: readonly number[], least: number): Distribution | null {
  if (values.length === 0 || values.length < least) return null;
  const median = medianOf(values);
  const deviation = medianOf(values.map((value) => Math.abs(value - median)));
  return { count: values.length, median, spread: deviation * MAD_TO_SIGMA };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const above = sorted[Math.floor(middle)] ?? 0;
  const below = sorted[Math.ceil(middle) - 1] ?? above;
  return below + (above - below) / 2;
}
