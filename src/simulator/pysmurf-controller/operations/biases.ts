import type { Params } from '../../../ocs/agent/parameters.js';
import type { Outcome } from '../../../ocs/agent/session.js';
import { elapse, integers, locked, type OperationContext, occupy, type Tasks } from '../context.js';
import { BIAS_GROUPS } from '../detectors.js';
import { type DocumentedParameter, docstring } from '../docstring.js';
import { KWARGS, KWARGS_DOC } from '../measurement.js';
import { pythonError } from '../python-errors.js';

/** About how long these take on the real hardware. Most of the time is for the connection to the slot. */
const SET_SECONDS = 10;
const OVERBIAS_SECONDS = 40;
const BIAS_DETS_SECONDS = 60;

/** SMuRF has 15 bias lines, and sodetlib 0.6.5 returns the voltages of all (bias_dets.py, `bias_to_rfrac`). */
const UNUSED_LINES = [0, 0, 0];

/** Volts after overbiasing: enough to keep every detector normal. */
const OVERBIAS_VOLTS = 10;

const ALL_GROUPS = Array.from({ length: BIAS_GROUPS }, (_, group) => group);

/** Tasks that set the voltages of the bias lines. */
export function biasTasks(context: OperationContext): Tasks {
  const { hardware } = context;
  const groups: DocumentedParameter = ['bgs', 'int, list, optional', 'Bias group or groups; all by default.'];
  return {
    set_biases: {
      docstring: docstring({
        signature: 'set_biases(bias, bgs=None)',
        kind: 'Task',
        text: 'Sets the voltages of bias groups.',
        args: [
          [
            'bias',
            'int, float, list',
            'Volts: one number for all groups, or a list with one number for each group.',
          ],
          groups,
        ],
      }),
      parameters: { bias: {}, bgs: { default: null } },
      async run(session, params) {
        const { bias } = params;
        const bgs = integers(params['bgs']) ?? ALL_GROUPS;
        const biases = volts(bias, bgs.length);
        if (biases.length !== bgs.length) return [false, 'Number of biases must match number of bgs'];
        const set = locked(context, 'set_biases', async () => {
          await occupy(context, session, SET_SECONDS);
          bgs.forEach((bg, index) => {
            hardware.setBias(bg, biases[index] ?? 0);
          });
          return [true, `Finished setting biases to ${Array.isArray(bias) ? `[${bias.join(', ')}]` : bias}`];
        });
        return await set(session, params);
      },
    },

    zero_biases: {
      docstring: docstring({
        signature: 'zero_biases(bgs=None)',
        kind: 'Task',
        text: 'Sets the voltage of bias groups to zero. It starts set_biases, and does not wait for its result.',
        args: [groups],
      }),
      parameters: { bgs: { default: null } },
      async run(session, { bgs }): Promise<Outcome> {
        await elapse(context, session, 0);
        // socs 0.6.4 ignores the result of its `wait`, so it succeeds at once, even if set_biases fails.
        context.start('set_biases', { bias: 0, bgs });
        return [true, 'Finished zeroing biases'];
      },
    },

    overbias_tes: {
      docstring: docstring({
        signature: 'overbias_tes(bgs=None, kwargs=None)',
        kind: 'Task',
        text: 'Drives the detectors of bias groups normal with a high voltage.',
        args: [['bgs', 'List[int]', 'Bias groups; all by default.'], KWARGS_DOC],
      }),
      parameters: { bgs: { default: null }, ...KWARGS },
      run: locked(context, 'overbias_tes', async (session, { bgs }) => {
        const chosen = integers(bgs) ?? ALL_GROUPS;
        await occupy(context, session, OVERBIAS_SECONDS);
        for (const bg of chosen) hardware.setBias(bg, OVERBIAS_VOLTS);
        return [true, 'Finished Overbiasing TES'];
      }),
    },

    bias_dets: {
      docstring: docstring({
        signature: 'bias_dets(rfrac=(0.3, 0.6), kwargs=None)',
        kind: 'Task',
        text: 'Biases the detectors into their transition: each bias group gets the voltage that brings its detectors to the requested fraction of their normal resistance. The session data has the voltages, as biases.',
        args: [
          ['rfrac', 'float, tuple', 'Fraction of the normal resistance, or a pair of limits for it.'],
          KWARGS_DOC,
        ],
      }),
      parameters: { rfrac: { default: null }, ...KWARGS },
      // socs 0.6.4 uses the same name of the lock as take_bias_steps.
      run: locked(context, 'bias_steps', async (session, params) => {
        const target = rfracTarget(params);
        await occupy(context, session, BIAS_DETS_SECONDS);
        for (const bg of ALL_GROUPS) hardware.setBias(bg, hardware.biasFor(bg, target));
        session.data['biases'] = [...hardware.biases, ...UNUSED_LINES];
        return [true, 'Finished biasing detectors'];
      }),
    },
  };
}

function volts(bias: unknown, count: number): readonly number[] {
  const list: readonly unknown[] = Array.isArray(bias) ? bias : Array.from({ length: count }, () => bias);
  if (list.every((value) => typeof value === 'number')) return list;
  throw pythonError('TypeError', `expected volts, got ${JSON.stringify(bias)}`);
}

/** Middle of the requested range. */
function rfracTarget({ rfrac }: Params): number {
  const limits: readonly unknown[] = Array.isArray(rfrac) ? rfrac : [rfrac ?? 0.45];
  const sum = limits.reduce<number>((total, limit) => total + Number(limit), 0);
  const target = sum / limits.length;
  if (target >= 0 && target <= 1) return target;
  throw pythonError(
    'ValueError',
    `expected a fraction of the normal resistance from 0 to 1, got ${JSON.stringify(rfrac)}`,
  );
}
