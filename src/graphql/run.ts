import { expectationOf, expectedEnd, isOverdue } from '../core/runs/expectation.js';
import { hasName, meetsMinimum, runResult, runSuccess } from '../core/runs/run.js';
import { runSummary } from '../core/runs/run-summary.js';
import { builder } from './builder.js';
import { NodeRef } from './node.js';
import { RunSlotRef, SkippedSlotRef } from './run-slot.js';
import { RunRef } from './type-refs.js';

export const RunActionEnum = builder.enumType('RunAction', {
  description: 'What a run does to its slots.',
  values: {
    RUN: { description: 'Starts an operation and follows it to its end.' },
    STOP: { description: 'Stops a process.' },
    ABORT: { description: 'Aborts a task.' },
  },
});

export const ViaEnum = builder.enumType('Via', {
  description: 'The interface through which a run was requested.',
  values: {
    GRAPHQL: { description: 'This API.' },
    OCS: { description: 'The OCS agent.' },
  },
});

export const RunStatusEnum = builder.enumType('RunStatus', {
  description: 'The status of a run.',
  values: {
    RUNNING: { description: 'The run is open: at least one slot has no outcome yet.' },
    SUCCEEDED: { description: 'Every slot succeeded.' },
    FAILED: { description: 'At least one slot did not succeed.' },
    CANCELLED: { description: 'Somebody cancelled it before every slot had succeeded.' },
  },
});

RunRef.implement({
  interfaces: [NodeRef],
  description: 'One request to run, stop or abort an operation on several slots, each with an outcome.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Globally unique.' }),
    action: t.field({ type: RunActionEnum, description: 'Its action.', resolve: ({ action }) => action }),
    operation: t.exposeString('operation', { description: 'Name of the operation.' }),
    params: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The parameters for every slot; null for a stop or an abort. `slots` has the parameters of each slot.',
      resolve: ({ params }) => params,
    }),
    requestedBy: t.exposeString('requestedBy', {
      nullable: true,
      description:
        'Who requested the run: the user of the token, or the name that the client has sent (see ' +
        '`requesterVerified`). Null if unknown.',
    }),
    requesterVerified: t.exposeBoolean('isRequesterVerified', {
      description:
        'True if `requestedBy` is the user of a token. False if the client sent the name without a token ' +
        'of that user, or if there is no name.',
    }),
    via: t.field({
      type: ViaEnum,
      description: 'The interface through which it was requested.',
      resolve: ({ via }) => via,
    }),
    status: t.field({
      type: RunStatusEnum,
      description: 'A run is open (RUNNING) until every slot has an outcome.',
      resolve: ({ status }) => status,
    }),
    success: t.boolean({
      nullable: true,
      description: 'True only if every commanded slot succeeded; null while the run is open.',
      resolve: runSuccess,
    }),
    summary: t.string({
      nullable: true,
      description:
        'The run in one line of text: first the skipped slots, with the reasons, then the outcome. ' +
        'While the run is open: only the skipped slots, or null if there are none.',
      resolve: runSummary,
    }),
    heldBy: t.field({
      type: RunSlotRef,
      nullable: true,
      description:
        'The slot that holds the run: its outcome is unknown, so no further slot is started. The run continues ' +
        'when the outcome is known, or after `acknowledge` or `resumeRun`. After --hold-seconds, the ' +
        'waiting slots are NOT_STARTED. Null if the run is not held.',
      resolve: (run) => {
        const slot = run.heldBy === null ? undefined : run.slots[run.heldBy];
        return slot ? { run, slot } : null;
      },
    }),
    pausedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When `pauseRun` paused the run, so that no further slot starts until `resumeRun`; null if it is not paused.',
      resolve: ({ pausedAt }) => pausedAt,
    }),
    meetsMinimum: t.boolean({
      nullable: true,
      description:
        'Whether at least `minSlots` slots succeeded; null while the run is open, or if `minSlots` is null.',
      resolve: meetsMinimum,
    }),
    minSlots: t.exposeInt('minSlots', {
      nullable: true,
      description: 'The required number of slots; null if the request had no minimum.',
    }),
    maxConcurrency: t.exposeInt('maxConcurrency', {
      nullable: true,
      description: 'How many slots run at the same time; null if all start at the same time.',
    }),
    batches: t.exposeIntList('batches', {
      nullable: true,
      description:
        'The sizes of the batches: the first batch has the first slots of `slots`, the second one has the ' +
        'next slots, and so on. Null without batches.',
    }),
    maxErrors: t.exposeInt('maxErrors', {
      nullable: true,
      description:
        'If more slots than this did not succeed, no further slot starts; null if there is no limit.',
    }),
    settleSeconds: t.exposeFloat('settleSeconds', {
      description:
        'The pause after the end on one slot, before the start on the next slot or batch, in seconds.',
    }),
    exclusiveGrant: t.exposeString('exclusiveGrant', {
      nullable: true,
      description:
        'The exclusive grant that the request asked for (`exclusive`); null if it asked for none. The ' +
        'server that acquired the grant renews it until the run has ended. If this server is killed, or ' +
        'another server takes over the run, the run continues without the grant, and the grant expires ' +
        'within 100 s. `exclusiveGrants` of a slot shows who holds it now.',
    }),
    retryOf: t.field({
      type: RunRef,
      nullable: true,
      description:
        'The run that this run repeats on some of its slots (see `retryRun`); null if it is not a retry, or if ' +
        'that run is no longer stored.',
      resolve: ({ retryOf }, _args, { loaders }) => (retryOf === null ? null : loaders.run.load(retryOf)),
    }),
    retries: t.field({
      type: [RunRef],
      description: 'The runs that repeat this run on some of its slots, newest first.',
      resolve: ({ id }, _args, { loaders }) => loaders.retries.load(id),
    }),
    note: t.exposeString('note', {
      nullable: true,
      description:
        'Why the run was made, as users wrote it; null if there is no note. `annotateRun` changes it.',
    }),
    labels: t.exposeStringList('labels', {
      description: 'The labels of the run; empty if there are none. `annotateRun` changes them.',
    }),
    annotatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When `annotateRun` last changed the note or the labels (server clock); null if it never did.',
      resolve: ({ annotated }) => annotated?.at,
    }),
    requestId: t.exposeID('requestId', {
      nullable: true,
      description: 'The request id that the client chose; null if there is none.',
    }),
    skipped: t.field({
      type: [SkippedSlotRef],
      description: 'The slots that the run skipped (with "all" or `skipUnavailable`), each with the reason.',
      resolve: ({ id, skipped }) => skipped.map((slot) => ({ of: id, slot })),
    }),
    startTime: t.field({
      type: 'DateTime',
      description: 'When the run began (server clock).',
      resolve: ({ startTime }) => startTime,
    }),
    endTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the run ended (server clock); null while it is open.',
      resolve: ({ endTime }) => endTime,
    }),
    expectedEndTime: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the operation should end on the last slot that has no outcome yet: the latest ' +
        '`expectedEndTime` of `slots` (server clock). Null after the end of the run. Also null while the ' +
        'expected end on such a slot is unknown: the slot waits, or has too few earlier successes.',
      resolve: async (run, _args, { core }) =>
        run.endTime === null ? expectedEnd(run, await core.overdue.usual(run)) : null,
    }),
    overdue: t.boolean({
      description: 'True while a slot is overdue: see `overdue` of `slots`.',
      resolve: async (run, _args, { core }) => {
        if (run.endTime !== null) return false;
        const usual = await core.overdue.usual(run);
        const now = core.clock.now();
        return run.slots.some((slot) => isOverdue(expectationOf(run, slot, usual(slot)), now));
      },
    }),
    slots: t.field({
      type: [RunSlotRef],
      description: 'The commanded slots, each with its outcome.',
      args: {
        names: t.arg.idList({
          description:
            'Only slots that had one of these stream ids, instance ids or addresses when the run began. Defaults to all ' +
            'slots.',
        }),
      },
      resolve: (run, { names }) =>
        run.slots
          .filter((slot) => !names || names.some((name) => hasName(slot, name)))
          .map((slot) => ({ run, slot })),
    }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'An object with one OCS-encoded session per slot. Each key is the stream id of the slot. If the ' +
        'slot has no stream id, or shares it with another slot, the key is its instance id.',
      resolve: runResult,
    }),
  }),
});
