import { CHANNELS, memberOf, numberIn } from './figure.js';
import type { FigureSource } from './figure-source.js';

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
export function quantilesOf({ name, unit, words }: Quantity): FigureSource {
  return {
    read(data) {
      const reported = memberOf(memberOf(data, 'quantiles'), name);
      const total = numberIn(memberOf(reported, 'total'));
      // If no channel has a value, socs reports 0 for each percentile.
      const percentiles = total === 0 ? [] : percentilesIn(reported, name);
      return total === undefined ? percentiles : [...percentiles, [`${name}_total`, total]];
    },
    meaningOf(figure) {
      if (figure === `${name}_total`) {
        return { unit: CHANNELS, description: `Number of channels with a measured ${words}.` };
      }
      const percentile = /^_q(\d+)$/.exec(figure.startsWith(name) ? figure.slice(name.length) : '')?.[1];
      if (percentile === undefined) return null;
      const rank = percentile === '50' ? 'Median' : `Percentile ${percentile}`;
      return { unit, description: `${rank} over the channels: ${words}.` };
    },
  };
}

function percentilesIn(reported: unknown, name: string): (readonly [string, number])[] {
  const places = memberOf(reported, 'quantiles');
  const values = memberOf(reported, 'values');
  if (!Array.isArray(places) || !Array.isArray(values)) return [];
  return places.slice(0, MOST_PERCENTILES).flatMap((place, index) => {
    const percentile = Math.trunc(numberIn(place) ?? -1);
    const value = numberIn(values[index]);
    const isUsable = percentile >= 0 && percentile <= 100 && value !== undefined;
    return isUsable ? [[`${name}_q${percentile}`, value] as const] : [];
  });
}
