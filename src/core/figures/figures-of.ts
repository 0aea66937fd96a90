import { count, countFigures } from './count-figures.js';
import { type Figure, memberOf } from './figure.js';
import { type Quantity, quantileFigures } from './quantile-figures.js';

/** SMuRF has 8 bands; socs reports 12 bias groups (`NBIASLINES` of smurf_subprocess_util.py). */
const BANDS = 8;
const BIAS_GROUPS = 12;

type Parser = (data: unknown) => readonly Figure[];

/*
 * Each shape is the session data of PysmurfController: `set_session_data` of socs 0.6.4, agent.py, writes what the
 * function of the same name in smurf_subprocess_util.py returns. The units are those of sodetlib 0.6.5.
 */

/** `take_noise`; sodetlib noise.py, `get_noise_params`. */
const WHITE_NOISE: Quantity = {
  name: 'white_noise_level',
  unit: 'pA/rtHz',
  words: 'white noise level of the TES current',
};

/** `take_iv`; sodetlib operations/iv.py, `IVAnalysis`: R_n and p_sat. */
const IV: readonly Quantity[] = [
  { name: 'Rn', unit: 'ohm', words: 'normal resistance' },
  {
    name: 'p_sat',
    unit: 'W',
    words: 'saturation power, the electrical power at 90 % of the normal resistance',
  },
];

/** `take_bias_steps`, `take_bias_waves`; sodetlib operations/bias_steps.py, `BiasStepAnalysis`: R0, Rfrac and Si. */
const RESPONSE: readonly Quantity[] = [
  { name: 'Rtes', unit: 'ohm', words: 'resistance R0 of the TES' },
  { name: 'Rfrac', unit: null, words: 'resistance as a fraction of the normal resistance' },
  { name: 'Si', unit: '1/V', words: 'responsivity to power, as current per power' },
];

/** `{ filepath, biased_total: 1312, biased_per_bg: [12 numbers], quantiles: { Rfrac, Si, Rtes } }` */
const response: Parser = (data) => [
  ...count(
    'biased_total',
    memberOf(data, 'biased_total'),
    'Number of channels whose fraction of the normal resistance is in `rfrac_range`.',
  ),
  ...countFigures(data, {
    ...{ key: 'biased_per_bg', prefix: 'biased_bg', most: BIAS_GROUPS },
    describe: (group) => `The part of biased_total on bias group ${group}.`,
  }),
  ...RESPONSE.flatMap((quantity) => quantileFigures(data, quantity)),
];

/** `{ nchans_per_bg: [12 numbers, number of channels without a group], filepath }` */
const bgmap: Parser = (data) => {
  const counts = memberOf(data, 'nchans_per_bg');
  return [
    ...countFigures(data, {
      ...{ key: 'nchans_per_bg', prefix: 'nchans_bg', most: BIAS_GROUPS },
      describe: (group) => `Number of channels that respond to bias group ${group}.`,
    }),
    ...count(
      'nchans_unassigned',
      Array.isArray(counts) ? counts[BIAS_GROUPS] : undefined,
      'Number of channels that respond to no bias group.',
    ),
  ];
};

/** `run_uxm_relock`: `{ filepath, all_det_num: [8 numbers], good_det_num: [8 numbers] }` */
const relock: Parser = (data) => {
  const all = countFigures(data, {
    ...{ key: 'all_det_num', prefix: 'alldet_band', most: BANDS },
    describe: (band) => `Number of channels of band ${band}.`,
  });
  const good = countFigures(data, {
    ...{ key: 'good_det_num', prefix: 'gooddet_band', most: BANDS },
    describe: (band) => `Number of channels of band ${band} that track well.`,
  });
  return [
    ...sum('alldet_total', all, 'Number of channels, in all bands.'),
    ...sum('gooddet_total', good, 'Number of channels that track well, in all bands.'),
    ...all,
    ...good,
  ];
};

function sum(name: string, parts: readonly Figure[], description: string): Figure[] {
  if (parts.length === 0) return [];
  const total = parts.reduce((before, { value }) => before + value, 0);
  return count(name, total, description);
}

/** `uxm_setup` is missing: `run_uxm_setup` returns nothing, although its docstring mentions noise. */
const PARSERS: ReadonlyMap<string, Parser> = new Map([
  ['take_noise', (data) => quantileFigures(data, WHITE_NOISE)],
  ['take_iv', (data) => IV.flatMap((quantity) => quantileFigures(data, quantity))],
  ['take_bias_steps', response],
  ['take_bias_waves', response],
  ['take_bgmap', bgmap],
  ['uxm_relock', relock],
]);

/**
 * The numbers that an operation measured, from the data of its session. Data of any shape are accepted: what cannot be
 * read gives no figure. There are at most 50 figures.
 */
export function figuresOf(operation: string, data: unknown): readonly Figure[] {
  return PARSERS.get(operation)?.(data) ?? [];
}
