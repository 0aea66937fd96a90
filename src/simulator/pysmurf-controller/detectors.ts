import type { Random } from './random.js';

export const BANDS = 8;
export const BIAS_GROUPS = 12;
const CHANNELS_PER_BAND = 512;

/** The constant properties of one detector of the simulated array. */
export interface Detector {
  /** Absolute channel number: 512 times the band, and the channel within it. */
  readonly channel: number;
  readonly band: number;
  /** 0 to 11; -1 for a channel that responds to no bias line. */
  readonly biasGroup: number;
  /** Whether it tracks its resonator well enough to be read. */
  readonly tracks: boolean;
  /** Ω */
  readonly normalResistance: number;
  /** W, electrical, at 90 % of the normal resistance. */
  readonly saturationPower: number;
  /** V on the bias line for half of the normal resistance. */
  readonly transitionBias: number;
  /** pA/√Hz */
  readonly whiteNoise: number;
}

/**
 * A detector array with numbers like those of a mid-frequency focal plane module: some 200 channels in each
 * of 8 bands, bias lines that serve one half of the bands, 90 GHz detectors on the even lines and 150 GHz
 * detectors on the odd ones.
 */
export function createDetectors(random: Random): readonly Detector[] {
  const lineBias = Array.from({ length: BIAS_GROUPS }, () => random.normal(6, 0.5));
  return Array.from({ length: BANDS }, (_, band) => {
    const bandNoise = random.lognormal(55, 0.12);
    const count = Math.round(random.normal(200, 8));
    return random
      .sample(CHANNELS_PER_BAND, count)
      .map((channel) => detector(random, band, channel, bandNoise, lineBias));
  }).flat();
}

function detector(
  random: Random,
  band: number,
  channel: number,
  bandNoise: number,
  lineBias: readonly number[],
): Detector {
  const line = Math.floor(random.uniform() * 6) + (band < BANDS / 2 ? 0 : 6);
  const biasGroup = random.uniform() < 0.05 ? -1 : line;
  return {
    channel: band * CHANNELS_PER_BAND + channel,
    band,
    biasGroup,
    tracks: random.uniform() < 0.96,
    normalResistance: random.normal(7.8e-3, 0.3e-3),
    saturationPower: random.lognormal(line % 2 === 0 ? 2.8e-12 : 7.5e-12, 0.12),
    transitionBias: (lineBias[line] ?? 6) * random.normal(1, 0.04),
    whiteNoise: bandNoise * random.lognormal(1, 0.2),
  };
}
