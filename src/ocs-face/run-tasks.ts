import type { Core } from '../core/core.js';
import { nameOf, type Run, runSuccess } from '../core/runs/run.js';
import { goingOn, reasonOf, runSummary } from '../core/runs/run-summary.js';
import { distinctNames } from '../core/slots/names.js';
import { settledWithin } from '../lib/clock.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError, type Params } from '../ocs/agent/parameters.js';
import type { OpSession } from '../ocs/agent/session.js';
import { endsSession } from './own-parameters.js';

/** The data of this many runs are not too large for a session. */
const MAX_COUNT = 50;
/** Maximum time for which cancel_run waits for the answers of the agents. */
const CANCEL_WAIT_MS = 5000;

/** A task for one run. */
function taskOnRun(docstring: readonly string[], run: TaskDefinition['run']) {
  const notes = [
    'Args',
    '----',
    'run_id : str',
    '    Id of the run: recent_runs lists them.',
    '',
    'Notes',
    '-----',
    "session.data['run'] is the run, encoded as in recent_runs.",
  ];
  return {
    docstring: [...docstring, '', ...notes].join('\n'),
    parameters: { run_id: { type: 'str' } },
    blocking: false,
    run,
  } satisfies TaskDefinition;
}

/** Changes a run, and reports it with a message. */
function changed(
  change: (id: string) => Promise<Run>,
  messageOf: (run: Run) => string,
): TaskDefinition['run'] {
  return (session, { run_id }) =>
    endsSession(async () => {
      const run = await change(run_id as string);
      session.data = { run: encodeSummary(run) };
      return [true, messageOf(run)];
    });
}

/** Tasks for runs of both faces. */
export function runTasks({ runs, clock }: Pick<Core, 'runs' | 'clock'>) {
  async function cancel(session: OpSession, { run_id }: Params) {
    const id = run_id as string;
    let asked: Run | undefined;
    const cancelling = runs.cancel(id).then((run) => {
      asked = run;
    });
    await settledWithin(clock, cancelling, CANCEL_WAIT_MS);
    const run = asked ?? (await runs.get(id));
    if (!run) return [false, `No run has the id ${id}.`] as const;
    session.data = { run: encodeSummary(run) };
    const open = goingOn(run);
    if (open.length > 0) return [false, open.join(' ')] as const;
    return [
      true,
      runSummary(run) ?? 'No further slot is started, and a stop or an abort was sent to the running slots.',
    ] as const;
  }

  return {
    cancel_run: taskOnRun(
      [
        'cancel_run(run_id)',
        '',
        '**Task** - Cancels a run: starts no further slot, and stops its process or aborts its task. Fails if the',
        'operation continues on a slot: the last message lists these slots with the reason.',
      ],
      (session, params) => endsSession(() => cancel(session, params)),
    ),
    pause_run: taskOnRun(
      [
        'pause_run(run_id)',
        '',
        '**Task** - Pauses a run: no further slot starts until resume_run. Slots on which the operation',
        'already runs are not stopped. If no slot waits for its turn, the run is not changed.',
      ],
      changed(runs.pause, ({ pausedAt }) =>
        pausedAt === null ? 'No slot of the run waits for its turn.' : 'The run is paused.',
      ),
    ),
    resume_run: taskOnRun(
      [
        'resume_run(run_id)',
        '',
        '**Task** - Continues a run that is paused, or that is held by a slot whose outcome is unknown. It then no',
        'longer waits for that outcome. A run that is not paused and not held is not changed.',
      ],
      changed(runs.resume, ({ endTime }) => (endTime === null ? 'The run continues.' : 'The run has ended.')),
    ),
    recent_runs: {
      docstring: [
        'recent_runs(count=10, operation=None, label=None)',
        '',
        '**Task** - Lists the newest runs, requested through GraphQL or OCS, newest first.',
        '',
        'Args',
        '----',
        'count : int, optional',
        `    How many runs, at most ${MAX_COUNT}. Default: 10.`,
        'operation : str, optional',
        '    Only runs of this operation.',
        'label : str, optional',
        '    Only runs with this label.',
        '',
        'Notes',
        '-----',
        "session.data['runs'] is a list of dicts::",
        '',
        "    {'id': '…', 'request_id': None, 'action': 'RUN', 'operation': 'take_noise', 'status': 'FAILED',",
        "     'success': False, 'via': 'OCS', 'requested_by': None, 'requester_verified': False, 'start_time': 1732500000.0,",
        "     'end_time': 1732500031.5, 'summary': 'take_noise did not succeed on 1 of 2 slots. …',",
        "     'note': None, 'labels': ['calibration'],",
        "     'slots': {'ufm_mv12': {'instance_id': '…', 'status': 'SUCCEEDED', 'reason': None}},",
        "     'skipped': {'ufm_mv13': {'instance_id': '…', 'reason': 'No heartbeat since …'}}}",
        '',
        'Times are UNIX times. end_time and success are None while the run is open.',
      ].join('\n'),
      parameters: {
        count: { type: 'int', default: 10 },
        operation: { type: 'str', default: null },
        label: { type: 'str', default: null },
      },
      blocking: false,
      accept({ count }) {
        if ((count as number) >= 1 && (count as number) <= MAX_COUNT) return;
        throw new ParamError(`count must be 1 to ${MAX_COUNT}, but got ${count}.`);
      },
      run: (session, { count, operation, label }) =>
        endsSession(async () => {
          const filter = {
            ...(operation !== null && { operation: operation as string }),
            ...(label !== null && { label: label as string }),
          };
          const page = await runs.list(filter, { first: count as number });
          session.data = { runs: page.runs.map(encodeSummary) };
          return [true, `${page.runs.length} runs.`];
        }),
    },
  } satisfies Record<string, TaskDefinition>;
}

/** A run in the data of our own tasks. */
export function encodeSummary(run: Run): Record<string, unknown> {
  const { id, requestId, action, operation, status, via, requestedBy, startTime, endTime, slots, skipped } =
    run;
  const { note, labels } = run;
  const names = distinctNames(slots, nameOf);
  const skippedNames = distinctNames(skipped, nameOf);
  return {
    ...{ id, request_id: requestId, action, operation, status, success: runSuccess(run), via },
    ...{ requested_by: requestedBy, requester_verified: run.isRequesterVerified },
    start_time: startTime.getTime() / 1000,
    end_time: endTime === null ? null : endTime.getTime() / 1000,
    summary: runSummary(run),
    ...{ note, labels: [...labels] },
    slots: Object.fromEntries(
      slots.map((slot, index) => [
        names[index],
        { instance_id: slot.instanceId, status: slot.status, reason: reasonOf(slot) },
      ]),
    ),
    skipped: Object.fromEntries(
      skipped.map(({ instanceId, reason }, index) => [
        skippedNames[index],
        { instance_id: instanceId, reason },
      ]),
    ),
  };
}
