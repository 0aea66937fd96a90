import { measurementTag, type OperationContext, type Tasks } from '../context.js';
import { BIAS_GROUPS } from '../detectors.js';
import { docstring } from '../docstring.js';
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
import { computeQuantiles, quantileFields } from '../quantiles.js';

/** About how long the real hardware takes. */
const IV_SECONDS = 330;

/**
 * The task that sweeps the bias voltages and finds each detector's normal resistance and saturation power. Results
 * as in socs 0.6.4, smurf_subprocess_util.py, `take_iv`.
 */
export function ivTasks(context: OperationContext): Tasks {
  const { hardware, publishBlock } = context;
  const { random } = hardware;
  return {
    take_iv: {
      docstring: docstring({
        signature: 'take_iv(kwargs=None, tag=None, run_in_main_process=False)',
        kind: 'Task',
        text: 'Takes current-voltage curves of all detectors. The session data has quantiles of Rn, the normal resistances in ohms, and of p_sat, the saturation powers in watts.',
        args: [KWARGS_DOC, TAG_DOC, IN_MAIN_PROCESS_DOC],
      }),
      parameters: { ...KWARGS, ...TAG, ...IN_MAIN_PROCESS },
      run: measurement(context, {
        lock: 'take_iv',
        seconds: () => IV_SECONDS,
        streamTag: (params) => measurementTag('iv', params),
        measure() {
          const fitted = hardware.active().map((detector) => ({
            ...detector,
            error: detector.biasGroup < 0 || random.uniform() < 0.03 ? Number.NaN : random.normal(1, 0.01),
          }));
          // The sweep ends at 0 V.
          for (let bg = 0; bg < BIAS_GROUPS; bg += 1) hardware.setBias(bg, 0);
          return {
            filepath: dataFile(context, 'iv_analysis'),
            quantiles: {
              Rn: computeQuantiles(
                'Rn',
                fitted.map(({ normalResistance, error }) => normalResistance * error),
              ),
              p_sat: computeQuantiles(
                'p_sat',
                fitted.map(({ saturationPower, error }) => saturationPower * error),
              ),
            },
          };
        },
        publish({ quantiles: { Rn, p_sat } }) {
          publishBlock('iv_results', 'iv_results', { ...quantileFields(Rn), ...quantileFields(p_sat) });
        },
        message: 'Finished taking IV',
      }),
    },
  };
}
