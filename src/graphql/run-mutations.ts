import { parseAnnotation } from '../core/runs/annotation.js';
import type { Run, RunStage } from '../core/runs/run.js';
import { parseStartRequest } from '../core/runs/run-request.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { inRange } from './in-range.js';
import {
  asked,
  oneRunArgs,
  RunOptionsInput,
  readOptions,
  requireGiven,
  startedSlotArgs,
} from './run-options.js';
import { RunSlotStatusEnum } from './run-slot.js';
import { RunRef } from './type-refs.js';

const MAX_WAIT_SECONDS = 60;

const RunStageEnum = builder.enumType('RunStage', {
  description: 'A stage that a run reaches on every slot.',
  values: {
    STARTED: { description: 'Every agent has accepted or rejected the start.' },
    READY: {
      description:
        'Every slot is ready. For `stream`, this means that it sends data; for every other operation, ' +
        'that it is running. Exception: if an agent does not report whether `stream` sends data (socs ' +
        '0.4), its slot stays RUNNING, and READY does not wait for this slot.',
    },
    FINISHED: { description: 'The run has ended.' },
  },
});

const waitArgs = builder.args((t) => ({
  waitFor: t.field({
    type: RunStageEnum,
    defaultValue: 'FINISHED',
    description: 'The stage to wait for, up to `waitSeconds`.',
  }),
  waitSeconds: t.float({
    defaultValue: 0,
    description: 'Return when the run has reached `waitFor`, or after this many seconds (at most 60).',
  }),
}));

interface Wait {
  readonly waitFor?: RunStage | null | undefined;
  readonly waitSeconds?: number | null | undefined;
}

/**
 * Begins a run, and returns it when it has reached a stage, or after the time.
 * @throws {RequestError} TOO_MANY_RUNS
 */
async function whenReached(
  begin: () => Promise<Run>,
  { waitFor, waitSeconds }: Wait,
  { core, closing, startRate, viewer }: Context,
): Promise<Run> {
  const seconds = boundedWait(waitSeconds ?? 0);
  startRate.admit(viewer);
  const { id } = await begin();
  return await core.runs.waitFor(id, waitFor ?? 'FINISHED', seconds, closing);
}

const WORDS_OF_EDIT = { note: 'note', labels: 'labels', noLabels: '[]' } as const;

const STOPPED_SLOTS =
  'Stream ids, instance ids, addresses or groups. Defaults to `["all"]`: all slots that have not expired, and expired ' +
  'slots where the operation was running at the last heartbeat.';

builder.mutationFields((t) => ({
  runOperation: t.field({
    type: RunRef,
    description:
      'Runs one operation on the chosen slots and follows it on each slot until it ends. An invalid request is ' +
      'rejected as a whole before anything starts.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the operation: see `operations`.' }),
      ...startedSlotArgs,
      params: t.arg({
        type: 'JSON',
        description:
          'The parameters of the operation, as an object. Members that are null are not sent; the others ' +
          'are passed on unchanged. Defaults to no parameters.',
      }),
      options: t.arg({
        type: RunOptionsInput,
        description: 'How the operation is run, such as concurrency, timeout and minimum number of slots.',
      }),
      ...waitArgs,
    },
    resolve: async (_root, { waitFor, waitSeconds, options, ...args }, context) => {
      requireGiven(args.streamIds);
      const begin = () =>
        context.core.runs.start(parseStartRequest({ ...args, ...readOptions(options), ...asked(context) }));
      return await whenReached(begin, { waitFor, waitSeconds }, context);
    },
  }),
  retryRun: t.field({
    type: RunRef,
    description:
      'Repeats a run that has ended, with the same operation, parameters and options, on those of its slots that ' +
      'ended with one of `statuses`. `minSlots` does not apply to it.',
    args: {
      ...oneRunArgs,
      statuses: t.arg({
        type: [RunSlotStatusEnum],
        description:
          'Repeat only the slots that ended with one of these statuses. NOT_STARTED selects the slots on which the ' +
          'run did not start the operation. Defaults to every status except SUCCEEDED.',
      }),
      requestId: t.arg.id({
        description:
          'An id chosen by the client: the same request with the same id returns the same run. Defaults to none.',
      }),
      force: t.arg.boolean({
        defaultValue: false,
        description: 'Also command slots whose last outcome is unknown and not acknowledged.',
      }),
      ...waitArgs,
    },
    resolve: async (_root, { id, statuses = null, requestId = null, force, ...wait }, context) => {
      const { words, ...caller } = asked(context);
      const begin = () =>
        context.core.runs.retry(id, {
          ...{ statuses, requestId, force: force === true, ...caller },
          words: { ...words, withForce: 'force: true' },
        });
      return await whenReached(begin, wait, context);
    },
  }),
  stopOperation: t.field({
    type: RunRef,
    description: 'Stops a process. Unknown names are not rejected: every name gets an outcome.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the process, such as `stream`.' }),
      streamIds: t.arg.idList({ description: STOPPED_SLOTS }),
    },
    resolve: (_root, { operation, streamIds = null }, context) =>
      context.core.runs.stop('STOP', { operation, streamIds, ...asked(context) }),
  }),
  abortOperation: t.field({
    type: RunRef,
    description:
      'Aborts a task on the slots whose agents can abort it. A slot where the task continues has the ' +
      'outcome REJECTED. A slot where the task is not running has the outcome SUCCEEDED. If an open run ' +
      'has not started the task on one of these slots yet, it does not start it there.',
    args: {
      operation: t.arg.string({
        required: true,
        description: 'Name of the task, such as `run` (a task of the PysmurfController).',
      }),
      streamIds: t.arg.idList({ description: STOPPED_SLOTS }),
    },
    resolve: (_root, { operation, streamIds = null }, context) =>
      context.core.runs.stop('ABORT', { operation, streamIds, ...asked(context) }),
  }),
  cancelRun: t.field({
    type: RunRef,
    description:
      'Cancels a run: no further slot is started, processes are stopped, and tasks are aborted if the agent can ' +
      'abort them. A task that cannot be aborted continues: the `reason` of its slot explains this, and the run ' +
      'stays open. A run that has ended is returned unchanged.',
    args: oneRunArgs,
    resolve: (_root, { id }, { core, password }) => core.runs.cancel(id, password),
  }),
  pauseRun: t.field({
    type: RunRef,
    description:
      'Pauses a run: no further slot starts until `resumeRun`. Slots on which the operation already runs ' +
      'are not stopped. If no slot waits for its turn, the run is returned unchanged. With the error ' +
      'STORE_UNAVAILABLE, the run is paused, but the pause is not stored: if the server restarts before ' +
      'the store works again, the run continues.',
    args: oneRunArgs,
    resolve: (_root, { id }, { core }) => core.runs.pause(id),
  }),
  resumeRun: t.field({
    type: RunRef,
    description:
      'Continues a run that is paused or held (see `heldBy`). After that, the run no longer waits for ' +
      'the unknown outcome of the slot in `heldBy`. A run that is not paused and not held is returned ' +
      'unchanged. With the error STORE_UNAVAILABLE, the run continues, but this change is not stored.',
    args: oneRunArgs,
    resolve: (_root, { id }, { core, viewer }) => core.runs.resume(id, viewer),
  }),
  annotateRun: t.field({
    type: RunRef,
    description:
      'Changes the note or the labels of a run. The run can be open or ended, and started through ' +
      'GraphQL or OCS. Returns when the change is stored. After the error STORE_UNAVAILABLE, it is not ' +
      'certain that the change is stored. The outcome of the run does not change.',
    args: {
      ...oneRunArgs,
      note: t.arg.string({
        description:
          'The new note (see `note` of RunOptions). Null or an empty text removes it. Defaults to the old note.',
      }),
      labels: t.arg.stringList({
        description:
          'All labels of the run from now on (see `labels` of RunOptions). An empty list removes them; null is ' +
          'rejected. Defaults to the old labels.',
      }),
    },
    resolve: (_root, { id, note, labels }, { core }) =>
      core.runs.annotate(id, parseAnnotation({ note, labels, words: WORDS_OF_EDIT })),
  }),
}));

export const boundedWait = (seconds: number): number =>
  inRange('waitSeconds', seconds, [0, MAX_WAIT_SECONDS], ' seconds');
