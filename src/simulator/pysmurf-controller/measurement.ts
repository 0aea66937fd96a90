import type { ParameterSpecs, Params } from '../../ocs/agent/parameters.js';
import { type OpSession, type Outcome, unixTime } from '../../ocs/agent/session.js';
import { locked, type OperationContext, occupy } from './context.js';
import type { DocumentedParameter } from './docstring.js';
import { PythonError } from './python-errors.js';

/** The result of a measurement process (socs 0.6.4, smurf_subprocess_util.py, `RunResult`). */
interface RunResult<T> {
  readonly success: boolean;
  readonly return_val: T | null;
  readonly traceback: string | null;
}

interface Measurement<T> {
  /** The name of the holder while it has the slot's lock. */
  readonly lock: string;
  /** About how long the real hardware takes. */
  seconds(params: Params): number;
  /** Tag of the data stream that is open during the measurement, if any. */
  streamTag?(params: Params): string;
  /** Null for a function that returns nothing. */
  measure(params: Params): T | null;
  publish?(measured: T): void;
  /** The last message of the session, whatever the outcome. */
  readonly message: string;
}

/**
 * An operation that socs runs in a separate process (socs 0.6.4, agent.py, `set_session_data`). The session data has
 * the members of the result and, as `result`, the whole result. An exception is a failure with a traceback, not a
 * crash.
 */
export function measurement<T extends object>(context: OperationContext, what: Measurement<T>) {
  return locked(context, what.lock, async (session, params) => {
    const result = await carryOut(context, session, params, what);
    session.data = { ...(result.return_val ?? session.data), result };
    if (result.return_val) what.publish?.(result.return_val);
    return [result.success, what.message] satisfies Outcome;
  });
}

async function carryOut<T extends object>(
  context: OperationContext,
  session: OpSession,
  params: Params,
  what: Measurement<T>,
): Promise<RunResult<T>> {
  const streamTag = what.streamTag?.(params);
  try {
    await occupy(context, session, what.seconds(params), streamTag === undefined ? {} : { streamTag });
    return { success: true, return_val: what.measure(params), traceback: null };
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return { success: false, return_val: null, traceback: error.message };
  }
}

/** Path of the file that a measurement writes on the real agent. */
export function dataFile({ hardware: { slot }, clock }: OperationContext, kind: string): string {
  const now = Math.floor(unixTime(clock));
  return `/data/smurf_data/${String(now).slice(0, 5)}/crate1slot${slot}/${now}/outputs/${now}_${kind}.npy`;
}

export const KWARGS: ParameterSpecs = { kwargs: { default: null } };
export const TAG: ParameterSpecs = { tag: { default: null } };
export const IN_MAIN_PROCESS: ParameterSpecs = { run_in_main_process: { default: false, type: 'bool' } };

export const KWARGS_DOC: DocumentedParameter = [
  'kwargs',
  'dict',
  'More keyword arguments for the function of sodetlib. The simulator uses only g3_tag.',
];
export const TAG_DOC: DocumentedParameter = [
  'tag',
  'Optional[str]',
  'Tags for the data stream, separated by commas. They override g3_tag in kwargs.',
];
export const IN_MAIN_PROCESS_DOC: DocumentedParameter = [
  'run_in_main_process',
  'bool',
  'For tests: measure in the process of the agent. No effect in the simulator.',
];
