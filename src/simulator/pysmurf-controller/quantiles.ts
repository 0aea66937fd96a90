/** The percentiles that PysmurfController publishes. */
const PERCENTILES = [10, 25, 50, 75, 90] as const;

/** A distribution in session data (socs 0.6.4, smurf_subprocess_util.py, `QuantileData`). */
export interface Quantiles {
  readonly name: string;
  /** Percentiles; `values` has the value at each. */
  readonly quantiles: readonly number[];
  readonly values: readonly number[];
  /** Number of samples that are not NaN. */
  readonly total: number;
}

/** Quantiles of the samples that are numbers, interpolated linearly; all 0 if there are none. */
export function computeQuantiles(name: string, samples: readonly number[]): Quantiles {
  const sorted = samples.filter((sample) => !Number.isNaN(sample)).sort((a, b) => a - b);
  const values = PERCENTILES.map((percentile) => quantile(sorted, percentile / 100));
  return { name, quantiles: [...PERCENTILES], values, total: sorted.length };
}

/** Fields of a feed's block: `Rn_q10` to `Rn_q90`, and `Rn_total`. */
export function quantileFields({ name, quantiles, values, total }: Quantiles): Record<string, number> {
  const fields = quantiles.map((percentile, index) => [`${name}_q${percentile}`, values[index] ?? 0]);
  return { ...Object.fromEntries(fields), [`${name}_total`]: total };
}

function quantile(sorted: readonly number[], fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
