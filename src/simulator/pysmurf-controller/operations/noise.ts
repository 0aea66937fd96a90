import { measurementTag, type OperationContext, type Tasks } from '../context.js';
import { docstring } from '../docstring.js';
import {
  IN_MAIN_PROCESS,
  IN_MAIN_PROCESS_DOC,
  KWARGS,
  KWARGS_DOC,
  measurement,
  TAG,
  TAG_DOC,
} from '../measurement.js';
import { computeQuantiles, quantileFields } from '../quantiles.js';

/** White noise of the detectors that are read out now, in pA/√Hz; NaN where the fit failed. */
function measureNoise({ hardware: { active, random } }: OperationContext): number[] {
  return active().map(({ whiteNoise }) =>
    random.uniform() < 0.02 ? Number.NaN : whiteNoise * random.normal(1, 0.03),
  );
}

/**
 * Results as in socs 0.6.4, smurf_subprocess_util.py, `take_noise`. They do not contain the medians of the bands that its
 * docstring mentions.
 */
export function noiseTasks(context: OperationContext): Tasks {
  return {
    take_noise: {
      docstring: docstring({
        signature: 'take_noise(duration=30., kwargs=None, tag=None, run_in_main_process=False)',
        kind: 'Task',
        text: 'Records data for a short time and computes the noise of the detectors. The session data has the quantiles of the white noise level in pA/rtHz, as quantiles.white_noise_level.',
        args: [
          ['duration', 'float', 'How long to record, in seconds.'],
          KWARGS_DOC,
          TAG_DOC,
          IN_MAIN_PROCESS_DOC,
        ],
      }),
      parameters: { duration: { default: 30, type: 'float' }, ...KWARGS, ...TAG, ...IN_MAIN_PROCESS },
      run: measurement(context, {
        lock: 'take_noise',
        seconds: ({ duration }) => Number(duration),
        streamTag: (params) => measurementTag('noise', params),
        measure: () => ({
          quantiles: { white_noise_level: computeQuantiles('white_noise_level', measureNoise(context)) },
        }),
        publish({ quantiles }) {
          context.publishBlock('noise_results', 'noise_results', quantileFields(quantiles.white_noise_level));
        },
        message: 'Finished taking noise',
      }),
    },
  };
}
