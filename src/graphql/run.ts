import {
  meetsMinimum,
  type Run,
  type RunSlot,
  type RunSlotStatus,
  runResult,
  runSuccess,
  type SkipCode,
  type SkippedSlot,
} from '../core/runs/run.js';
import { reasonOf, runSummary } from '../core/runs/run-summary.js';
import { builder } from './builder.js';
import { idOf, NodeRef } from './node.js';
import { OperationSessionRef, toDateOrNull } from './session.js';
import { RunRef, SmurfInstanceRef } from './type-refs.js';

/** A slot of one run. */
interface SlotOfRun {
  readonly run: Run;
  readonly slot: RunSlot;
}

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
    RUNNING: { description: 'At least one slot has no outcome yet.' },
    SUCCEEDED: { description: 'Every slot succeeded.' },
    FAILED: { description: 'At least one slot did not succeed.' },
    CANCELLED: { description: 'Somebody cancelled it before every slot had succeeded.' },
  },
});

const SLOT_STATUS_DESCRIPTIONS: Record<RunSlotStatus, string> = {
  NOT_STARTED: 'Never sent to the agent: the run was cancelled or stopped, or gave up, before its turn.',
  PENDING: 'Not sent to the agent yet.',
  STARTING: 'Sent to the agent; no answer yet.',
  RUNNING: 'Accepted by the agent, and running.',
  READY: 'Running and ready: data flow (`stream` only).',
  STOPPING: 'Asked to stop, and stopping.',
  SUCCEEDED: 'Ended with success.',
  FAILED: 'Ended without success: `reason` says why.',
  REJECTED: "Rejected by the agent, so not started: `reason` has the agent's words.",
  ALREADY_RUNNING: 'The operation was running already, so it was not started.',
  TIMED_OUT: 'Not ended within the timeout. We wait no longer, but the slot may still act.',
  LOST: 'The slot fell silent, or its agent restarted: the outcome is unknown. While the run is open, a slot that was silent can return.',
  CANCELLED: 'Ended because the run was cancelled.',
  UNREACHABLE: 'The agent could not be reached, so nothing was started.',
  UNKNOWN: 'Nobody can say whether the operation ran, or how it ended.',
};

const RunSlotStatusEnum = builder.enumType('RunSlotStatus', {
  description: 'The status or the outcome of one slot of a run.',
  values: Object.fromEntries(
    Object.entries(SLOT_STATUS_DESCRIPTIONS).map(([status, description]) => [status, { description }]),
  ) as { [K in RunSlotStatus]: { description: string } },
});

const RunSlotRef = builder.objectRef<SlotOfRun>('RunSlot').implement({
  description: 'One slot of a run.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique, and opaque.',
      resolve: ({ run, slot }, _args, { core }) => idOf(core, 'RunSlot', run.id, slot.instanceId),
    }),
    instanceId: t.id({
      description: "The slot's instance id, or the requested name if no slot has it.",
      resolve: ({ slot }) => slot.instanceId,
    }),
    streamId: t.id({
      nullable: true,
      description:
        'The stream id that the slot had when the run began; null if its agent had not reported one.',
      resolve: ({ slot }) => slot.streamId,
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      nullable: true,
      description: 'The slot as it is now; null if no slot has the name.',
      resolve: ({ slot }, _args, { core }) =>
        slot.address === null ? null : (core.registry.byAddress(slot.address) ?? null),
    }),
    status: t.field({
      type: RunSlotStatusEnum,
      description: 'Its status, or its outcome.',
      resolve: ({ slot }) => slot.status,
    }),
    inferred: t.boolean({
      description:
        'True if the outcome was concluded, not read: by the time at which a session started, or by the heartbeat.',
      resolve: ({ slot }) => slot.inferred,
    }),
    reason: t.string({
      nullable: true,
      description: 'Why, in one line; null if there is nothing to say.',
      resolve: ({ slot }) => reasonOf(slot),
    }),
    detail: t.string({
      nullable: true,
      description:
        "Why, in the agent's full words or with its whole traceback; null if there is nothing to say.",
      resolve: ({ slot }) => slot.message,
    }),
    sentAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: "When it was sent to the agent, by the server's clock; null before.",
      resolve: ({ slot }) => slot.sentAt,
    }),
    acceptedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: "When the agent's acceptance reached us, by the server's clock; null if it has not.",
      resolve: ({ run, slot }) => (run.action === 'RUN' ? slot.acceptedAt : slot.stopAcceptedAt),
    }),
    startTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: "When the session began, by the agent's clock; null if there is none.",
      resolve: ({ slot }) => toDateOrNull(slot.record?.session.start_time ?? null),
    }),
    endTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: "When the session ended, by the agent's clock; null if its end has not been seen.",
      resolve: ({ slot }) => toDateOrNull(slot.record?.session.end_time ?? null),
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'The session that our start began; null if it began none.',
      resolve: ({ slot: { address, record } }, _args, { core }) => {
        const slot = address === null ? undefined : core.registry.byAddress(address);
        return slot && record ? { slot, record } : null;
      },
    }),
  }),
});

export const SKIP_CODE_DESCRIPTIONS: Record<SkipCode, string> = {
  EXPIRED: 'No heartbeat for the expire time.',
  OUT_OF_SERVICE: 'People keep it out of service.',
  OUTCOME_UNKNOWN: 'A run before gave up on it: it may still act, or hold its lock.',
  NAME_CONFLICT: 'Another slot reports the same stream id.',
};

const SkipCodeEnum = builder.enumType('SkipCode', {
  description: 'Why a run on "all" left out a slot.',
  values: Object.fromEntries(
    Object.entries(SKIP_CODE_DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as { [K in SkipCode]: { description: string } },
});

export const SkippedSlotRef = builder
  .objectRef<{ readonly of: string; readonly slot: SkippedSlot }>('SkippedSlot')
  .implement({
    description: 'A slot that a run on "all" left out.',
    fields: (t) => ({
      id: t.id({
        description: 'Globally unique, and opaque.',
        resolve: ({ of, slot }, _args, { core }) => idOf(core, 'SkippedSlot', of, slot.instanceId),
      }),
      instanceId: t.id({ description: "The slot's instance id.", resolve: ({ slot }) => slot.instanceId }),
      streamId: t.id({
        nullable: true,
        description: "The slot's stream id; null if it was unknown.",
        resolve: ({ slot }) => slot.streamId,
      }),
      code: t.field({
        type: SkipCodeEnum,
        description: 'Why it was left out, for programs.',
        resolve: ({ slot }) => slot.code,
      }),
      reason: t.string({
        description: 'Why it was left out, for people.',
        resolve: ({ slot }) => slot.reason,
      }),
    }),
  });

RunRef.implement({
  interfaces: [NodeRef],
  description: 'One request to do one operation on several slots, with an outcome for each slot.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Globally unique.' }),
    action: t.field({ type: RunActionEnum, description: 'What it does.', resolve: ({ action }) => action }),
    operation: t.exposeString('operation', { description: 'Name of the operation.' }),
    params: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The parameters that were sent to every slot; null for a stop or an abort.',
      resolve: ({ params }) => params,
    }),
    requestedBy: t.exposeString('requestedBy', {
      nullable: true,
      description: 'Who requested it; null if the server does not know.',
    }),
    via: t.field({
      type: ViaEnum,
      description: 'The interface through which it was requested.',
      resolve: ({ via }) => via,
    }),
    status: t.field({
      type: RunStatusEnum,
      description: 'Its status.',
      resolve: ({ status }) => status,
    }),
    success: t.boolean({
      nullable: true,
      description: 'True only if every commanded slot succeeded; null while running.',
      resolve: runSuccess,
    }),
    summary: t.string({
      nullable: true,
      description:
        'The run in one line, for people: first the slots that were left out and why, then the outcome. Null ' +
        'while it runs and nothing was left out.',
      resolve: runSummary,
    }),
    heldBy: t.field({
      type: RunSlotRef,
      nullable: true,
      description:
        'The slot whose outcome is unknown, so that nothing more is started. The run goes on when the outcome ' +
        'is known, with `acknowledge`, or with `resumeRun`; after a while it gives up the slots that wait. ' +
        'Null if the run is not held.',
      resolve: (run) => {
        const slot = run.heldBy === null ? undefined : run.slots[run.heldBy];
        return slot ? { run, slot } : null;
      },
    }),
    meetsMinimum: t.boolean({
      nullable: true,
      description:
        'Whether at least `minSlots` slots succeeded; null while running, or if the request had no minimum.',
      resolve: meetsMinimum,
    }),
    minSlots: t.exposeInt('minSlots', {
      nullable: true,
      description: 'The least number of slots; null if the request had no minimum.',
    }),
    maxConcurrency: t.exposeInt('maxConcurrency', {
      nullable: true,
      description: 'How many slots run at a time; null if all were started at once.',
    }),
    settleSeconds: t.exposeFloat('settleSeconds', {
      description:
        'The pause, in seconds, between the end of one slot and the start of the slot that takes its place.',
    }),
    requestId: t.exposeID('requestId', {
      nullable: true,
      description: "The caller's own id for the request; null if there is none.",
    }),
    skipped: t.field({
      type: [SkippedSlotRef],
      description: 'The slots that "all" left out, each with its reason.',
      resolve: ({ id, skipped }) => skipped.map((slot) => ({ of: id, slot })),
    }),
    startTime: t.field({
      type: 'DateTime',
      description: "When it began, by the server's clock.",
      resolve: ({ startTime }) => startTime,
    }),
    endTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: "When it ended, by the server's clock; null while running.",
      resolve: ({ endTime }) => endTime,
    }),
    slots: t.field({
      type: [RunSlotRef],
      description: 'The slots that it commands, each with its outcome.',
      resolve: (run) => run.slots.map((slot) => ({ run, slot })),
    }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description:
        "Each slot's encoded session by stream id (by instance id where that is unknown). Null data as in `data`.",
      resolve: runResult,
    }),
  }),
});
