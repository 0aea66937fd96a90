import { RequestError } from '../core/errors.js';
import { builder } from './builder.js';
import { RunRef } from './refs.js';
import { RunModeEnum } from './run.js';

const MAX_WAIT_SECONDS = 60;
/** Node's timers go no further than 24 days. */
const MAX_TIMEOUT_SECONDS = 20 * 24 * 3600;

const RunStageEnum = builder.enumType('RunStage', {
  description: 'How far a run has come on every slot.',
  values: {
    STARTED: { description: 'Every agent has answered whether it starts.' },
    READY: { description: 'Every slot is ready: for `stream`, data flow; for others, it runs.' },
    FINISHED: { description: 'The run has ended.' },
  },
});

builder.mutationFields((t) => ({
  runOperation: t.field({
    type: RunRef,
    description:
      'Does one operation on the chosen slots, all at once, and follows each to its own end. ' +
      'A request that cannot be meant is refused whole, before anything starts.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the operation: see `operations`.' }),
      streamIds: t.arg.idList({
        description: 'Stream ids or instance ids; left out, all slots that have not expired.',
      }),
      params: t.arg({
        type: 'JSON',
        description:
          "The operation's own parameters, an object, passed on as they are; null members are left out.",
      }),
      waitSeconds: t.arg.float({
        defaultValue: 0,
        description: 'Answer when the run has come to `waitFor`, or after so many seconds, 60 at most.',
      }),
      waitFor: t.arg({ type: RunStageEnum, defaultValue: 'FINISHED', description: 'What to wait for.' }),
      timeoutSeconds: t.arg.float({
        description:
          'A slot that has not finished so long after its start is TIMED_OUT; left out, the configured timeout.',
      }),
      mode: t.arg({
        type: RunModeEnum,
        defaultValue: 'PARALLEL',
        description: 'In what order to start slots.',
      }),
      settleSeconds: t.arg.float({
        defaultValue: 0,
        description: 'SERIES: the pause between the end of one slot and the start of the next.',
      }),
      minSlots: t.arg.int({
        description: 'Refuse to start on fewer slots; `meetsMinimum` judges the end by it.',
      }),
      requestId: t.arg.id({
        description: 'An id of your own: the same request again gives the same run, so that a retry is safe.',
      }),
      dryRun: t.arg.boolean({
        defaultValue: false,
        description: 'Say who would be commanded with what, and start nothing.',
      }),
      force: t.arg.boolean({
        defaultValue: false,
        description: 'Also slots whose last run was LOST or TIMED_OUT and that nobody has acknowledged.',
      }),
    },
    resolve: async (_root, args, { manager: { runs }, viewer, closing }) => {
      const { operation, streamIds = null, timeoutSeconds = null, minSlots = null, requestId = null } = args;
      const waitSeconds = within('waitSeconds', args.waitSeconds ?? 0, 0, MAX_WAIT_SECONDS);
      const settleSeconds = within('settleSeconds', args.settleSeconds ?? 0, 0, MAX_TIMEOUT_SECONDS);
      if (timeoutSeconds !== null) within('timeoutSeconds', timeoutSeconds, 0.001, MAX_TIMEOUT_SECONDS);
      const run = await runs.start({
        operation,
        streamIds,
        params: asParams(args.params),
        timeoutSeconds,
        mode: args.mode ?? 'PARALLEL',
        settleSeconds,
        minSlots,
        requestId,
        dryRun: args.dryRun ?? false,
        force: args.force ?? false,
        requestedBy: viewer.name,
        face: 'GRAPHQL',
      });
      if (run.dryRun) return run;
      const reached = runs.waitFor(run.id, args.waitFor ?? 'FINISHED', waitSeconds);
      return (await unlessAborted(reached, closing)) ?? (await runs.get(run.id)) ?? run;
    },
  }),
  stopOperation: t.field({
    type: RunRef,
    description: 'Stops a process. Never refuses for a name: every slot is tried and gets its outcome.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the process: `stream`.' }),
      streamIds: t.arg.idList({
        description:
          'Stream ids or instance ids; left out, all that have not expired or were last seen doing it.',
      }),
    },
    resolve: (_root, { operation, streamIds = null }, { manager, viewer }) =>
      manager.runs.halt('STOP', { operation, streamIds, requestedBy: viewer.name, face: 'GRAPHQL' }),
  }),
  abortOperation: t.field({
    type: RunRef,
    description: 'Aborts a task where its agent can, and says so where it cannot.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the task: `run`.' }),
      streamIds: t.arg.idList({
        description:
          'Stream ids or instance ids; left out, all that have not expired or were last seen doing it.',
      }),
    },
    resolve: (_root, { operation, streamIds = null }, { manager, viewer }) =>
      manager.runs.halt('ABORT', { operation, streamIds, requestedBy: viewer.name, face: 'GRAPHQL' }),
  }),
  cancelRun: t.field({
    type: RunRef,
    description:
      'Starts nothing more, stops processes and aborts tasks that can be aborted. What cannot be aborted goes ' +
      'on, says why, and keeps the run open. A run that has ended stays as it is.',
    args: { id: t.arg.id({ required: true, description: 'Id of the run.' }) },
    resolve: (_root, { id }, { manager }) => manager.runs.cancel(id),
  }),
}));

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new RequestError('BAD_USER_INPUT', `${name} is ${value}: it takes ${least} to ${most} seconds.`);
}

/** What the promise brings; undefined as soon as the signal aborts. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function asParams(value: unknown): Readonly<Record<string, unknown>> | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RequestError(
    'BAD_USER_INPUT',
    `params takes an object such as {duration: 30}, and got ${JSON.stringify(value)}.`,
  );
}
