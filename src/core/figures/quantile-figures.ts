import { CHANNELS, type Figure, memberOf, numberIn } from './figure.js';

/** A quantity that an operation measures for each channel. */
export interface Quantity {
  /** The key in `quantiles` of the session data, such as `Rn`. */
  readonly name: string;
  readonly unit: string | null;
  /** In words, such as `normal resistance`. */
  readonly words: string;
}

/** socs reports five percentiles: 10, 25, 50, 75 and 90. */
const MOST_PERCENTILES = 10;

/**
 * The percentiles of a quantity over the channels, `Rn_q10` to `Rn_q90`, and `Rn_total`, the number of channels with a
 * value. They have the names of the agent's feed.
 *
 * Shape: `quantiles: { Rn: { name: 'Rn', quantiles: [10, 25, 50, 75, 90], values: [5 numbers], total: 1480 } }`
 * (socs 0.6.4, smurf_subprocess_util.py, `QuantileData` and `compute_quantiles`).
 */
export function quantileFigures(data: unknown, { name, unit, words }: Quantity): Figure[] {
  const reported = memberOf(memberOf(data, 'quantiles'), name);
  const total = numberIn(memberOf(reported, 'total'));
  const totals: Figure[] =
    total === undefined
      ? []
      : [
          {
            ...{ name: `${name}_total`, value: total, unit: CHANNELS },
            description: `Number of channels with a measured ${words}.`,
          },
        ];
  // If no channel has a value, socs reports 0 for each percentile.
  if (total === 0) return totals;
  return [...percentiles(reported, { name, unit, words }), ...totals];
}

function percentiles(reported: unknown, { name, unit, words }: Quantity): Figure[] {
  const at = memberOf(reported, 'quantiles');
  const values = memberOf(reported, 'values');
  if (!Array.isArray(at) || !Array.isArray(values)) return [];
  const found = new Map<string, Figure>();
  for (const [index, place] of at.slice(0, MOST_PERCENTILES).entries()) {
    const percentile = Math.trunc(numberIn(place) ?? -1);
    const value = numberIn(values[index]);
    if (percentile < 0 || percentile > 100 || value === undefined) continue;
    const figureName = `${name}_q${percentile}`;
    found.set(figureName, { name: figureName, value, unit, description: `${rank(percentile)}${words}.` });
  }
  return [...found.values()];
}

function rank(percentile: number): string {
  return percentile === 50 ? 'Median over the channels: ' : `Percentile ${percentile} over the channels: `;
}
