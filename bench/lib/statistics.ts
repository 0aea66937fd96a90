/** The value below which the share `q` (0 to 1) of the values lies; interpolated between neighbours. */
export function percentile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** How far the mean is from that of infinitely many values, usually. */
export function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const variance = sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

/** The slope of the line of least squares through values at equal distances: how much a value is above the one before. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const weights = values.map((_value, place) => place - middle);
  return (
    sum(values.map((value, place) => value * (weights[place] ?? 0))) /
    sum(weights.map((weight) => weight ** 2))
  );
}
