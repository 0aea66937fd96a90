import { type CountList, countOf, countsOf, sumOf } from './counts.js';
import { type Figure, memberOf } from './figure.js';
import type { FigureSource } from './figure-source.js';
import { quantilesOf } from './quantiles.js';

/** SMuRF has 8 bands; socs reports 12 bias groups (`NBIASLINES` of smurf_subprocess_util.py). */
const BANDS = 8;
const BIAS_GROUPS = 12;

/*
 * Each shape is the session data of PysmurfController: `set_session_data` of socs 0.6.4, agent.py, writes what the
 * function of the same name in smurf_subprocess_util.py returns. The units are those of sodetlib 0.6.5.
 */

/** `take_noise`: `{ quantiles: { white_noise_level } }`; sodetlib noise.py, `get_noise_params`. */
const NOISE: readonly FigureSource[] = [
  quantilesOf({
    ...{ name: 'white_noise_level', unit: 'pA/rtHz' },
    words: 'white noise level of the TES current',
  }),
];

/** `take_iv`: `{ filepath, quantiles: { Rn, p_sat } }`; sodetlib operations/iv.py, `IVAnalysis`: R_n and p_sat. */
const IV: readonly FigureSource[] = [
  quantilesOf({ name: 'Rn', unit: 'ohm', words: 'normal resistance' }),
  quantilesOf({
    ...{ name: 'p_sat', unit: 'W' },
    words: 'saturation power, the electrical power at 90 % of the normal resistance',
  }),
];

/**
 * `take_bias_steps` and `take_bias_waves`: `{ filepath, biased_total: 1312, biased_per_bg: [12 numbers], quantiles:
 * { Rfrac, Si, Rtes } }`; sodetlib operations/bias_steps.py, `BiasStepAnalysis`: R0, Rfrac and Si.
 */
const RESPONSE: readonly FigureSource[] = [
  countOf(
    'biased_total',
    'Number of channels whose fraction of the normal resistance is in `rfrac_range`.',
    (data) => memberOf(data, 'biased_total'),
  ),
  countsOf({
    ...{ key: 'biased_per_bg', prefix: 'biased_bg', most: BIAS_GROUPS },
    describe: (group) => `The number of channels of biased_total on bias group ${group}.`,
  }),
  quantilesOf({ name: 'Rtes', unit: 'ohm', words: 'resistance R0 of the TES' }),
  quantilesOf({ name: 'Rfrac', unit: null, words: 'resistance as a fraction of the normal resistance' }),
  quantilesOf({ name: 'Si', unit: '1/V', words: 'responsivity to power, as current per power' }),
];

/** `take_bgmap`: `{ nchans_per_bg: [12 numbers, number of channels without a group], filepath }` */
const BGMAP: readonly FigureSource[] = [
  countsOf({
    ...{ key: 'nchans_per_bg', prefix: 'nchans_bg', most: BIAS_GROUPS },
    describe: (group) => `Number of channels that respond to bias group ${group}.`,
  }),
  countOf('nchans_unassigned', 'Number of channels that respond to no bias group.', (data) => {
    const counts = memberOf(data, 'nchans_per_bg');
    return Array.isArray(counts) ? counts[BIAS_GROUPS] : undefined;
  }),
];

/** `uxm_relock` (`run_uxm_relock`): `{ filepath, all_det_num: [8 numbers], good_det_num: [8 numbers] }` */
const ALL: CountList = {
  ...{ key: 'all_det_num', prefix: 'alldet_band', most: BANDS },
  describe: (band) => `Number of channels of band ${band}.`,
};
const GOOD: CountList = {
  ...{ key: 'good_det_num', prefix: 'gooddet_band', most: BANDS },
  describe: (band) => `Number of channels of band ${band} that track well.`,
};
const RELOCK: readonly FigureSource[] = [
  sumOf(ALL, 'alldet_total', 'Number of channels, in all bands.'),
  sumOf(GOOD, 'gooddet_total', 'Number of channels that track well, in all bands.'),
  countsOf(ALL),
  countsOf(GOOD),
];

/** `uxm_setup` is missing: `run_uxm_setup` returns nothing, although its docstring mentions noise. */
const SOURCES: ReadonlyMap<string, readonly FigureSource[]> = new Map([
  ['take_noise', NOISE],
  ['take_iv', IV],
  ['take_bias_steps', RESPONSE],
  ['take_bias_waves', RESPONSE],
  ['take_bgmap', BGMAP],
  ['uxm_relock', RELOCK],
]);

/** The values of the figures of a session, by name. */
export type FigureValues = Readonly<Record<string, number>>;

/**
 * The numbers that an operation measured, from the data of its session. Data of any shape are accepted: what cannot be
 * read gives no figure. There are at most 50 figures.
 */
export function valuesOf(operation: string, data: unknown): FigureValues {
  const sources = SOURCES.get(operation) ?? [];
  return Object.fromEntries(sources.flatMap(({ read }) => read(data)));
}

/** The same values with their units and descriptions. */
export function describeFigures(operation: string, values: FigureValues): readonly Figure[] {
  const sources = SOURCES.get(operation) ?? [];
  return Object.entries(values).map(([name, value]) => {
    const meaning = sources.map(({ meaningOf }) => meaningOf(name)).find((found) => found !== null);
    return { name, value, ...(meaning ?? { unit: null, description: name }) };
  });
}

/** The figures of a session; see {@link valuesOf}. */
export function figuresOf(operation: string, data: unknown): readonly Figure[] {
  return describeFigures(operation, valuesOf(operation, data));
}
