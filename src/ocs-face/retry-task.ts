import type { Core } from '../core/core.js';
import { unknownRun } from '../core/errors.js';
import { RUN_SLOT_STATUSES, type Run, type RunSlotStatus } from '../core/runs/run.js';
import type { Caller } from '../ocs/agent/caller.js';
import type { Reply, TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError } from '../ocs/agent/parameters.js';
import type { OpSession } from '../ocs/agent/session.js';
import { REPLY_CODES } from '../ocs/protocol.js';
import { endsSession } from './own-parameters.js';
import { encodeSummary } from './run-tasks.js';
import type { RetryChoice } from './slot-operation.js';

const DOCSTRING = [
  'retry_run(run_id, statuses=None, force=False)',
  '',
  '**Task** - Repeats a run that has ended, with the same operation, parameters and options, on some of its slots. The',
  'new run is a session of the operation with the same name on this agent, such as take_noise: that session shows the',
  'progress, and a stop or an abort of that operation ends the new run. Fails if the operation fails on a slot.',
  '',
  'Args',
  '----',
  'run_id : str',
  '    Id of the run: recent_runs lists them.',
  'statuses : list of str, optional',
  "    Repeat only slots that ended with one of these, such as ['FAILED', 'TIMED_OUT']. NOT_STARTED selects slots on",
  '    which the run did not start the operation. Default: every status except SUCCEEDED.',
  'force : bool, optional',
  '    Also command slots where the outcome of an earlier run is unknown. Default: False.',
  '',
  'Notes',
  '-----',
  "session.data['run'] is the run, encoded as in recent_runs.",
].join('\n');

export interface RetryTaskOptions {
  readonly core: Pick<Core, 'runs'>;
  /** Starts the operation of the run again, and returns the reply and the session. */
  readonly startAgain: (
    run: Run,
    choice: RetryChoice,
    caller: Caller,
  ) => { readonly reply: Reply; readonly session: OpSession | undefined };
}

export function retryTask({ core: { runs }, startAgain }: RetryTaskOptions): TaskDefinition {
  async function retry(session: OpSession, id: string, choice: RetryChoice, caller: Caller) {
    const run = await runs.get(id);
    if (!run) throw unknownRun(id);
    const { reply, session: started } = startAgain(run, choice, caller);
    const [code, message] = reply;
    if (code !== REPLY_CODES.OK || !started) return [false, message] as const;
    session.addMessage(`${run.operation} was started again: its session shows the progress.`);
    await started.ended;
    const [again] = (await runs.list({ retriesOf: [id] }, { first: 1 })).runs;
    if (again) session.data = { run: encodeSummary(again) };
    const { success, messages } = started.encoded();
    return [success === true, messages.at(-1)?.[1] ?? ''] as const;
  }

  return {
    docstring: DOCSTRING,
    parameters: {
      run_id: { type: 'str' },
      statuses: { default: null },
      force: { type: 'bool', default: false },
    },
    blocking: false,
    accept: ({ statuses }) => void readStatuses(statuses),
    run: (session, { run_id, statuses, force }, caller) =>
      endsSession(() =>
        retry(session, run_id as string, { statuses: readStatuses(statuses), force: force === true }, caller),
      ),
  };
}

/** @throws {ParamError} */
function readStatuses(value: unknown): RunSlotStatus[] | null {
  if (value === null || value === undefined) return null;
  const known: readonly unknown[] = RUN_SLOT_STATUSES;
  if (Array.isArray(value) && value.every((one) => known.includes(one))) return value;
  throw new ParamError(
    `statuses must be a list with any of ${RUN_SLOT_STATUSES.join(', ')}, but got ${JSON.stringify(value)}.`,
  );
}
