import {
  type Blocker,
  type BlockerCode,
  type PlannedSlot,
  REJECTION_CODES,
  type Rejection,
  type RunPlan,
} from '../core/runs/plan-run.js';
import { parseStartRequest } from '../core/runs/run-request.js';
import { confirmedStreamId } from '../core/slots/slot.js';
import { builder } from './builder.js';
import { DEPENDS_ON_VIEWER } from './depends-on-viewer.js';
import { idOf } from './node.js';
import { asked, RunOptionsInput, readOptions, requireGiven, startedSlotArgs } from './run-options.js';
import { SKIP_CODE_DESCRIPTIONS, SkippedSlotRef } from './run-slot.js';
import { SmurfInstanceRef } from './type-refs.js';

const BLOCKER_DESCRIPTIONS: Record<BlockerCode, string> = {
  ...SKIP_CODE_DESCRIPTIONS,
  UNKNOWN_OPERATION: 'The slot has no such operation.',
  UNKNOWN_PARAMETER: 'A parameter is not in the docstring of the operation: the agent may reject it.',
  ALREADY_RUNNING: 'The operation is already running.',
  LOCK_HELD:
    'Another operation is running, and may hold the lock of the slot: then the planned operation fails.',
  MISSING_PRIVILEGE: 'The operation requires a higher access level, and the server has no password for it.',
  EXCLUSIVE_GRANT:
    'Another client holds an exclusive grant of the access director. While the grant is held, the agent ' +
    'refuses the password of this server.',
};

const BlockerCodeEnum = builder.enumType('BlockerCode', {
  description: 'The kinds of blockers.',
  values: Object.fromEntries(
    Object.entries(BLOCKER_DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as { [K in BlockerCode]: { description: string } },
});

const RejectionCodeEnum = builder.enumType('RejectionCode', {
  description: 'Why `runOperation` would reject a request as a whole: the `extensions.code` of its error.',
  values: Object.fromEntries(
    REJECTION_CODES.map((code) => [code, { description: `See ${code} in ErrorCode.` }]),
  ) as { [K in (typeof REJECTION_CODES)[number]]: { description: string } },
});

interface SlotOfPlan extends PlannedSlot {
  readonly plan: RunPlan;
}

interface BlockerOfPlan extends Blocker {
  readonly planned: SlotOfPlan;
}

const BlockerRef = builder.objectRef<BlockerOfPlan>('Blocker').implement({
  description: 'A reason why the planned operation might fail on a slot, or might not start.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ planned: { plan, slot }, code }, _args, { core }) =>
        idOf(core, 'Blocker', plan.id, slot.instanceId, code),
    }),
    code: t.field({
      type: BlockerCodeEnum,
      description: 'The kind of blocker.',
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'The reason, as text.' }),
  }),
});

const PlannedSlotRef = builder.objectRef<SlotOfPlan>('PlannedSlot').implement({
  description: 'One slot of a plan.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ plan, slot }, _args, { core }) => idOf(core, 'PlannedSlot', plan.id, slot.instanceId),
    }),
    instanceId: t.id({ description: "The slot's instance id.", resolve: ({ slot }) => slot.instanceId }),
    streamId: t.id({
      nullable: true,
      description: "The slot's stream id; null if its agent has not reported one.",
      resolve: ({ slot }) => confirmedStreamId(slot),
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      description: 'The slot as it is now.',
      resolve: ({ slot }, _args, { core }) => core.registry.byAddress(slot.address) ?? slot,
    }),
    params: t.field({
      type: 'JSON',
      description:
        'The parameters that would be sent to the slot. A tag with the id of the run is not shown.',
      resolve: ({ plan, params }) => ({ ...plan.params, ...params }),
    }),
    blockers: t.field({
      type: [BlockerRef],
      description:
        'Known reasons why the operation might fail on the slot, or might not start; empty if there are none.',
      resolve: (planned) => planned.blockers.map((blocker) => ({ ...blocker, planned })),
    }),
  }),
});

const RejectionRef = builder.objectRef<Rejection & { readonly of: string }>('Rejection').implement({
  description: 'The error that `runOperation` would return.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ of }, _args, { core }) => idOf(core, 'Rejection', of),
    }),
    code: t.field({
      type: RejectionCodeEnum,
      description: 'The `extensions.code` of the error.',
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'The message of the error.' }),
  }),
});

const RunPlanRef = builder.objectRef<RunPlan>('RunPlan').implement({
  description: 'What `runOperation` would do now. Nothing is started.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it. Plans are not stored, so a plan cannot be read again.',
      resolve: ({ id }, _args, { core }) => idOf(core, 'RunPlan', id),
    }),
    operation: t.exposeString('operation', { description: 'Name of the operation.' }),
    params: t.field({
      type: 'JSON',
      description: 'The parameters for every slot. `slots` has the parameters of each slot.',
      resolve: ({ params }) => params,
    }),
    maxConcurrency: t.exposeInt('maxConcurrency', {
      nullable: true,
      description: 'How many slots would run at the same time; null if all would start at the same time.',
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
        'If more slots than this did not succeed, no further slot would start; null if there would be no limit.',
    }),
    accepted: t.boolean({
      description:
        'Whether `runOperation` would start a run now. True even if an agent might reject the operation.',
      resolve: ({ rejection }) => rejection === null,
    }),
    rejection: t.field({
      type: RejectionRef,
      nullable: true,
      description: 'The error that `runOperation` would return; null if it would start a run.',
      resolve: ({ id, rejection }) => rejection && { ...rejection, of: id },
    }),
    slots: t.field({
      type: [PlannedSlotRef],
      description:
        'The slots that would be commanded; if the request is rejected, the slots that it selects.',
      resolve: (plan) => plan.slots.map((planned) => ({ ...planned, plan })),
    }),
    skipped: t.field({
      type: [SkippedSlotRef],
      description:
        'The slots that the run would skip (with "all" or `skipUnavailable`), each with the reason.',
      resolve: ({ id, skipped }) => skipped.map((slot) => ({ of: id, slot })),
    }),
  }),
});

builder.queryField('planRun', (t) =>
  t.field({
    type: RunPlanRef,
    description:
      'Reports what `runOperation` with the same arguments would do now: the slots, the parameters, and ' +
      'the blockers of each slot. Starts nothing. The `requestId` can still be used for `runOperation` ' +
      'later.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the operation: see `operations`.' }),
      ...startedSlotArgs,
      params: t.arg({
        type: 'JSON',
        description: 'The parameters of the operation, as an object. Defaults to no parameters.',
      }),
      options: t.arg({ type: RunOptionsInput, description: 'How the operation would be run.' }),
    },
    extensions: DEPENDS_ON_VIEWER,
    resolve: (_root, { options, ...args }, context) => {
      requireGiven(args.streamIds);
      return context.core.runs.plan(
        parseStartRequest({ ...args, ...readOptions(options), ...asked(context) }),
      );
    },
  }),
);
