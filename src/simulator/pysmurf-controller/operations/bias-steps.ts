import type { Params } from '../../../ocs/agent/parameters.js';
import { measurementTag, type OperationContext, type Tasks } from '../context.js';
import { BIAS_GROUPS } from '../detectors.js';
import { type DocumentedParameter, docstring } from '../docstring.js';
import type { Hardware } from '../hardware.js';
import {
  dataFile,
  IN_MAIN_PROCESS,
  IN_MAIN_PROCESS_DOC,
  KWARGS,
  KWARGS_DOC,
  measurement,
  TAG,
  TAG_DOC,
} from '../measurement.js';
import { pythonError } from '../python-errors.js';
import { computeQuantiles, quantileFields } from '../quantiles.js';

/** About how long the real hardware takes. */
const BGMAP_SECONDS = 150;
const STEPS_SECONDS = 60;

/** Detectors with a resistance between these fractions of the normal resistance count as biased. */
const RFRAC_RANGE = [0.2, 0.9] as const;

const GROUPS = Array.from({ length: BIAS_GROUPS }, (_, group) => group);

/**
 * Tasks that change the bias voltages slightly and measure the response of the detectors. Results as in socs 0.6.4,
 * smurf_subprocess_util.py, `take_bgmap`, `take_bias_steps` and `take_bias_waves`.
 */
export function biasStepTasks(context: OperationContext): Tasks {
  const { hardware } = context;
  const rfracRangeDoc: DocumentedParameter = [
    'rfrac_range',
    'tuple',
    'Limits, as fractions of the normal resistance, between which a detector counts as biased.',
  ];
  const docs = [KWARGS_DOC, TAG_DOC, IN_MAIN_PROCESS_DOC];
  const specs = { ...KWARGS, ...TAG, ...IN_MAIN_PROCESS };
  const results =
    'The session data has the number of biased detectors, in all and by bias group, and quantiles of Rtes (ohms), Rfrac and Si (1/V).';

  /** Both kinds end with the same message in socs 0.6.4. */
  const response = (lock: string, kind: string, feed: string, blockName: string) =>
    measurement(context, {
      lock,
      seconds: () => STEPS_SECONDS,
      streamTag: (params) => measurementTag(kind, params),
      measure: (params) => ({
        filepath: dataFile(context, `${kind}_analysis`),
        ...respond(hardware, rfracRange(params)),
      }),
      publish({ biased_per_bg, biased_total, quantiles }) {
        context.publishBlock(feed, blockName, {
          ...Object.fromEntries(biased_per_bg.map((biased, bg) => [`biased_bg${bg}`, biased])),
          biased_total,
          ...quantileFields(quantiles.Rfrac),
          ...quantileFields(quantiles.Si),
          ...quantileFields(quantiles.Rtes),
        });
      },
      message: 'Finished taking bias steps',
    });

  return {
    take_bgmap: {
      docstring: docstring({
        signature: 'take_bgmap(kwargs=None, tag=None, run_in_main_process=False)',
        kind: 'Task',
        text: 'Finds out which channel responds to which bias group. The session data has nchans_per_bg: the number of channels of each of the 12 groups, then of channels without a group.',
        args: docs,
      }),
      parameters: specs,
      run: measurement(context, {
        lock: 'take_bgmap',
        seconds: () => BGMAP_SECONDS,
        streamTag: (params) => measurementTag('bgmap', params),
        measure: () => ({
          nchans_per_bg: [...GROUPS, -1].map(
            (bg) => hardware.active().filter((d) => d.biasGroup === bg).length,
          ),
          filepath: dataFile(context, 'bias_step_analysis'),
        }),
        message: 'Finished taking bgmap',
      }),
    },

    take_bias_steps: {
      docstring: docstring({
        signature:
          'take_bias_steps(kwargs=None, rfrac_range=(0.2, 0.9), tag=None, run_in_main_process=False)',
        kind: 'Task',
        text: `Steps the bias voltages up and down. ${results}`,
        args: [KWARGS_DOC, rfracRangeDoc, TAG_DOC, IN_MAIN_PROCESS_DOC],
      }),
      parameters: { ...specs, rfrac_range: { default: RFRAC_RANGE } },
      run: response('bias_steps', 'bias_steps', 'bias_step_results', 'bias_steps_results'),
    },

    take_bias_waves: {
      docstring: docstring({
        signature:
          'take_bias_waves(kwargs=None, rfrac_range=(0.2, 0.9), tag=None, run_in_main_process=False)',
        kind: 'Task',
        text: `Modulates the bias voltages with a sine wave. ${results}`,
        args: [KWARGS_DOC, rfracRangeDoc, TAG_DOC, IN_MAIN_PROCESS_DOC],
      }),
      // socs 0.6.4 declares bgs but never reads it, and rejects the rfrac_range of its signature.
      parameters: { bgs: { default: null }, ...specs },
      run: response('bias_wave', 'bias_waves', 'bias_wave_results', 'bias_wave_results'),
    },
  };
}

function respond({ active, rfrac, random }: Hardware, [low, high]: readonly [number, number]) {
  const answers = active().map((detector) => {
    const Rfrac = Math.min(1, Math.max(0, rfrac(detector) * random.normal(1, 0.02)));
    const Rtes = Rfrac * detector.normalResistance;
    // A detector responds only in its transition. Its responsivity is one over the voltage across it.
    const responds = Rfrac > 0.02 && Rfrac < 0.98;
    const Si = responds ? -1 / Math.sqrt(detector.saturationPower * Rtes) : Number.NaN;
    return { biasGroup: detector.biasGroup, Rfrac, Rtes, Si };
  });
  const biased = answers.filter(({ Rfrac }) => low < Rfrac && Rfrac < high);
  const quantilesOf = (name: 'Rfrac' | 'Si' | 'Rtes') =>
    computeQuantiles(
      name,
      answers.map((answer) => answer[name]),
    );
  return {
    biased_total: biased.length,
    biased_per_bg: GROUPS.map((bg) => biased.filter(({ biasGroup }) => biasGroup === bg).length),
    quantiles: { Rfrac: quantilesOf('Rfrac'), Si: quantilesOf('Si'), Rtes: quantilesOf('Rtes') },
  };
}

function rfracRange({ rfrac_range = RFRAC_RANGE }: Params): readonly [number, number] {
  const limits: readonly unknown[] = Array.isArray(rfrac_range) ? rfrac_range : [];
  const [low, high] = limits;
  if (typeof low === 'number' && typeof high === 'number') return [low, high];
  throw pythonError(
    'TypeError',
    `expected rfrac_range as a pair of numbers, got ${JSON.stringify(rfrac_range)}`,
  );
}
