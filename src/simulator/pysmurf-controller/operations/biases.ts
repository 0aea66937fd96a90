import type { Params } from '../../../ocs/agent/parameters.js';
import type { Outcome } from '../../../ocs/agent/session.js';
import { elapse, integers, locked, type OperationContext, occupy, type Tasks } from '../context.js';
import { BIAS_GROUPS } from '../detectors.js';
import { type DocumentedParameter, docstring } from '../docstring.js';
import { KWARGS, KWARGS_DOC } from '../measurement.js';
import { pythonError } from '../python-errors.js';

/** What these take on the real hardware, about; reaching the slot's control is the most of it. */
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
  const groups: DocumentedParameter = ['bgs', 'int, list, optional', 'Bias group or groups; all without it.'];
  return {
    set_biases: {
      docstring: docstring({
        signature: 'set_biases(bias, bgs=None)',
        kind: 'Task',
        text: 'Sets the voltages of bias groups.',
        args: [
          ['bias', 'int, float, list', 'Volts: one number for all the groups, or a list with one for each.'],
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
        text: 'Takes the voltage off bias groups. It starts set_biases and does not look how that ends.',
        args: [groups],
      }),
      parameters: { bgs: { default: null } },
      async run(session, { bgs }): Promise<Outcome> {
        await elapse(context, session, 0);
        // socs 0.6.4 drops what its `wait` gives it, so it succeeds at once, whatever becomes of set_biases.
        context.start('set_biases', { bias: 0, bgs });
        return [true, 'Finished zeroing biases'];
      },
    },

    overbias_tes: {
      docstring: docstring({
        signature: 'overbias_tes(bgs=None, kwargs=None)',
        kind: 'Task',
        text: 'Drives the detectors of bias groups normal with a high voltage.',
        args: [['bgs', 'List[int]', 'Bias groups; all without it.'], KWARGS_DOC],
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
        text: 'Biases the detectors into their transition: each bias group gets the voltage that brings its detectors to the wanted part of their normal resistance. The voltages are put into the session data as biases.',
        args: [
          ['rfrac', 'float, tuple', 'Part of the normal resistance, or a pair of limits for it.'],
          KWARGS_DOC,
        ],
      }),
      parameters: { rfrac: { default: null }, ...KWARGS },
      // The lock's name is that of take_bias_steps: so it is in socs 0.6.4.
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
  throw pythonError('TypeError', `volts were expected, not ${JSON.stringify(bias)}`);
}

/** Middle of the wanted range. */
function rfracTarget({ rfrac }: Params): number {
  const limits: readonly unknown[] = Array.isArray(rfrac) ? rfrac : [rfrac ?? 0.45];
  const sum = limits.reduce<number>((total, limit) => total + Number(limit), 0);
  const target = sum / limits.length;
  if (target >= 0 && target <= 1) return target;
  throw pythonError(
    'ValueError',
    `a part of the normal resistance lies between 0 and 1, not at ${JSON.stringify(rfrac)}`,
  );
}
