import { measurementTag, type OperationContext, type Tasks } from '../context.js';
import { BANDS } from '../detectors.js';
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
import { computeQuantiles, median, quantileFields } from '../quantiles.js';

/** White noise of the detectors that are read out now, in pA/√Hz; NaN where the fit failed. */
export function measureNoise({ hardware: { active, random } }: OperationContext) {
  const measured = active().map(({ band, whiteNoise }) => ({
    band,
    level: random.uniform() < 0.02 ? Number.NaN : whiteNoise * random.normal(1, 0.03),
  }));
  const levels = (band: number) =>
    measured.filter((noise) => noise.band === band && !Number.isNaN(noise.level)).map(({ level }) => level);
  return {
    levels: measured.map(({ level }) => level),
    bandMedians: Array.from({ length: BANDS }, (_, band) => median(levels(band))),
  };
}

/**
 * The session data has the quantiles that socs 0.6.4 gives, and beside them the medians of the bands, of
 * which that version tells only in its documentation.
 */
export function noiseTasks(context: OperationContext): Tasks {
  return {
    take_noise: {
      docstring: docstring({
        signature: 'take_noise(duration=30., kwargs=None, tag=None, run_in_main_process=False)',
        kind: 'Task',
        text: 'Records a short stretch of data and works out how noisy the detectors are. The median white noise of each band, in pA/rtHz, is put into the session data as noise.band_medians.',
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
        measure() {
          const { levels, bandMedians } = measureNoise(context);
          return {
            noise: { band_medians: bandMedians },
            quantiles: { white_noise_level: computeQuantiles('white_noise_level', levels) },
          };
        },
        publish({ quantiles }) {
          context.publishBlock('noise_results', 'noise_results', quantileFields(quantiles.white_noise_level));
        },
        message: 'Finished taking noise',
      }),
    },
  };
}
