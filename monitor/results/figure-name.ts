/** What the name of a figure says: several figures describe one quantity. */
export interface FigureName {
  /** `Rn` of `Rn_q50`, `biased_bg` of `biased_bg7`. */
  readonly quantity: string;
  readonly kind: 'percentile' | 'group' | 'number';
  /** The percentile, or the number of the bias group or band; 0 for a single number. */
  readonly place: number;
}

/** Channels without a bias group stand after the twelve groups. */
const UNASSIGNED = { name: 'nchans_unassigned', quantity: 'nchans_bg' };

export function readFigureName(name: string): FigureName {
  if (name === UNASSIGNED.name) return { quantity: UNASSIGNED.quantity, kind: 'group', place: Infinity };
  const percentile = /^(.+)_q(\d+)$/.exec(name);
  if (percentile?.[1]) return { quantity: percentile[1], kind: 'percentile', place: Number(percentile[2]) };
  const group = /^(.+_(?:bg|band))(\d+)$/.exec(name);
  if (group?.[1]) return { quantity: group[1], kind: 'group', place: Number(group[2]) };
  return { quantity: name, kind: 'number', place: 0 };
}

const TITLES: Readonly<Record<string, string>> = {
  white_noise_level: 'White noise level',
  Rn: 'Normal resistance Rn',
  p_sat: 'Saturation power p_sat',
  Rtes: 'TES resistance Rtes',
  Rfrac: 'Fraction of the normal resistance Rfrac',
  Si: 'Responsivity Si',
  biased_total: 'Biased channels',
  biased_bg: 'Biased channels by bias group',
  nchans_bg: 'Channels by bias group',
  alldet_total: 'Channels',
  alldet_band: 'Channels by band',
  gooddet_total: 'Channels that track well',
  gooddet_band: 'Channels that track well, by band',
};

/** The quantity in words; the name itself for one that this page does not know. */
export function titleOfQuantity(quantity: string): string {
  const measured = /^(.+)_total$/.exec(quantity)?.[1];
  return TITLES[quantity] ?? (measured ? `Channels with ${measured.replaceAll('_', ' ')}` : quantity);
}

/** One place of a quantity in words: `median`, `90 %`, `group 7`, `band 3`. */
export function wordOfPlace({ quantity, kind, place }: FigureName): string {
  if (kind === 'number') return '';
  if (kind === 'percentile') return place === 50 ? 'median' : `${place} %`;
  if (place === Infinity) return 'no group';
  return `${quantity.endsWith('bg') ? 'group' : 'band'} ${place}`;
}
