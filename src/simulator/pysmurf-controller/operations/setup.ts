import { integers, type OperationContext, type Tasks } from '../context.js';
import { BANDS } from '../detectors.js';
import { type DocumentedParameter, docstring } from '../docstring.js';
import {
  dataFile,
  IN_MAIN_PROCESS,
  IN_MAIN_PROCESS_DOC,
  KWARGS,
  KWARGS_DOC,
  measurement,
} from '../measurement.js';
import { pythonError } from '../python-errors.js';

/** How long the real hardware takes, from the documentation of socs: once for amplifiers and noise, and for each band. */
const SETUP = { once: 105, perBand: 570 };
const RELOCK = { once: 105, perBand: 320 };

/** A band with a smaller fraction of detectors that track well sets an alarm. It is the default of socs. */
const GOOD_THRESHOLD = 0.5;

const ALL_BANDS = Array.from({ length: BANDS }, (_, band) => band);

/** Tasks that find the resonators and put tones on them. */
export function setupTasks(context: OperationContext): Tasks {
  const { hardware, publishBlock } = context;
  const bandsDoc: DocumentedParameter = ['bands', 'list, int', 'Bands from 0 to 7; all by default.'];
  return {
    uxm_setup: {
      docstring: docstring({
        signature: 'uxm_setup(bands=None, kwargs=None, run_in_main_process=False)',
        kind: 'Task',
        text: 'Sets up a multiplexer module completely: amplifiers, attenuators, phase delays, tuning, tracking, and a noise measurement. On real hardware it takes nearly ten minutes for each band.',
        args: [bandsDoc, KWARGS_DOC, IN_MAIN_PROCESS_DOC],
      }),
      // The name is misspelt in socs 0.6.4, which accepts this name and then fails when it reads the correct one.
      parameters: { bands: { default: null }, ...KWARGS, run_in_main_procsess: { default: false } },
      run: measurement<never>(context, {
        lock: 'uxm_setup',
        seconds: ({ bands }) => SETUP.once + SETUP.perBand * bandsOf(bands).length,
        // run_uxm_setup of smurf_subprocess_util.py returns nothing.
        measure({ bands }) {
          hardware.lockTones(bandsOf(bands));
          return null;
        },
        message: 'Finished UXM Setup',
      }),
    },

    uxm_relock: {
      docstring: docstring({
        signature: 'uxm_relock(bands=None, kwargs=None, run_in_main_process=False)',
        kind: 'Task',
        text: 'Puts the tones back on the resonators of the last setup, and checks tracking and noise. On real hardware it takes about five minutes for each band. The session data has all_det_num and good_det_num: for each band, the number of detectors, and of those that track well.',
        args: [bandsDoc, KWARGS_DOC, IN_MAIN_PROCESS_DOC],
      }),
      parameters: { bands: { default: null }, ...KWARGS, ...IN_MAIN_PROCESS },
      run: measurement(context, {
        lock: 'uxm_relock',
        seconds: ({ bands }) => RELOCK.once + RELOCK.perBand * bandsOf(bands).length,
        measure({ bands }) {
          const chosen = bandsOf(bands);
          hardware.lockTones(chosen);
          const perBand = ALL_BANDS.map((band) =>
            chosen.includes(band) ? hardware.detectors.filter((detector) => detector.band === band) : [],
          );
          // socs 0.6.4, smurf_subprocess_util.py, run_uxm_relock.
          return {
            filepath: dataFile(context, 'tracking_results'),
            all_det_num: perBand.map((detectors) => detectors.length),
            good_det_num: perBand.map((detectors) => detectors.filter(({ tracks }) => tracks).length),
          };
        },
        publish({ all_det_num, good_det_num }) {
          const fields = all_det_num.flatMap((all, band) => {
            const good = good_det_num[band] ?? 0;
            const alarm = all === 0 || good / all < GOOD_THRESHOLD ? 1 : 0;
            return [
              [`alldet_band${band}`, all],
              [`gooddet_band${band}`, good],
              [`alarm_band${band}`, alarm],
            ] as const;
          });
          publishBlock('tracking_results', 'tracking_results', Object.fromEntries(fields));
        },
        message: 'Finished UXM Relock',
      }),
    },
  };
}

function bandsOf(value: unknown): readonly number[] {
  const bands = integers(value) ?? ALL_BANDS;
  const odd = bands.find((band) => !ALL_BANDS.includes(band));
  if (odd !== undefined) throw pythonError('TypeError', `unknown band ${odd}: the bands are 0 to 7`);
  return bands;
}
