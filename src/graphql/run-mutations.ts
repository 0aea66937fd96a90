import { RequestError } from '../core/errors.js';
import { parseStartRequest } from '../core/runs/run-request.js';
import { builder } from './builder.js';
import { asked, RunOptionsInput, requireGiven, startedSlotArgs } from './run-options.js';
import { RunRef } from './type-refs.js';

const MAX_WAIT_SECONDS = 60;

const RunStageEnum = builder.enumType('RunStage', {
  description: 'A stage that a run reaches on every slot.',
  values: {
    STARTED: { description: 'Every agent has accepted or rejected the start.' },
    READY: {
      description:
        'Every slot is ready: for `stream`, data flow; for other operations, it runs. An agent that does not ' +
        'report when data flow (socs 0.4) is not waited for: its slot stays RUNNING.',
    },
    FINISHED: { description: 'The run has ended.' },
  },
});

const STOPPED_SLOTS =
  'Stream ids, instance ids or addresses. Left out, or `["all"]`, it is all slots that have not expired, and ' +
  'expired slots that ran the operation when they were last heard.';

builder.mutationFields((t) => ({
  runOperation: t.field({
    type: RunRef,
    description:
      'Runs one operation on the chosen slots and follows each slot to its own end. An invalid request is ' +
      'rejected as a whole before anything starts.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the operation: see `operations`.' }),
      ...startedSlotArgs,
      params: t.arg({
        type: 'JSON',
        description:
          "The operation's own parameters, an object. It is passed on unchanged, without members that are null.",
      }),
      options: t.arg({ type: RunOptionsInput, description: 'How to run it: everything else.' }),
      waitFor: t.arg({
        type: RunStageEnum,
        defaultValue: 'FINISHED',
        description: 'The stage to wait for.',
      }),
      waitSeconds: t.arg.float({
        defaultValue: 0,
        description: 'Return when the run has reached `waitFor`, or after this many seconds, 60 at most.',
      }),
    },
    resolve: async (_root, { waitFor, options, ...args }, context) => {
      requireGiven(args.streamIds);
      const { runs } = context.core;
      const waitSeconds = boundedWait(args.waitSeconds ?? 0);
      const run = await runs.start(parseStartRequest({ ...args, ...options, ...asked(context) }));
      return runs.waitFor(run.id, waitFor ?? 'FINISHED', waitSeconds, context.closing);
    },
  }),
  stopOperation: t.field({
    type: RunRef,
    description: 'Stops a process. It rejects no name: every slot is tried and gets an outcome.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the process: `stream`.' }),
      streamIds: t.arg.idList({ description: STOPPED_SLOTS }),
    },
    resolve: (_root, { operation, streamIds = null }, context) =>
      context.core.runs.stop('STOP', { operation, streamIds, ...asked(context) }),
  }),
  abortOperation: t.field({
    type: RunRef,
    description:
      'Aborts a task on the slots whose agents can abort it. A slot that runs it and goes on is REJECTED in the ' +
      'answer; one that does not run it is SUCCEEDED. Slots that wait to start the task are not started.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the task: `run`.' }),
      streamIds: t.arg.idList({ description: STOPPED_SLOTS }),
    },
    resolve: (_root, { operation, streamIds = null }, context) =>
      context.core.runs.stop('ABORT', { operation, streamIds, ...asked(context) }),
  }),
  cancelRun: t.field({
    type: RunRef,
    description:
      'Starts nothing more, stops processes and aborts tasks that can be aborted. What cannot be aborted ' +
      'goes on, says why, and keeps the run open. A run that has ended is returned unchanged.',
    args: { id: t.arg.id({ required: true, description: 'Id of the run.' }) },
    resolve: (_root, { id }, { core }) => core.runs.cancel(id),
  }),
  resumeRun: t.field({
    type: RunRef,
    description:
      'Continues a run that is held by a slot whose outcome is unknown (`heldBy`), without waiting for that ' +
      'outcome. A run that is not held is returned unchanged.',
    args: { id: t.arg.id({ required: true, description: 'Id of the run.' }) },
    resolve: (_root, { id }, { core }) => core.runs.resume(id),
  }),
}));

export function boundedWait(seconds: number): number {
  if (seconds >= 0 && seconds <= MAX_WAIT_SECONDS) return seconds;
  throw new RequestError(
    'BAD_USER_INPUT',
    `waitSeconds is ${seconds}: it takes 0 to ${MAX_WAIT_SECONDS} seconds.`,
  );
}
