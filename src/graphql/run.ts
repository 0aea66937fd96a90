import {
  meetsMinimum,
  type Run,
  type RunSlot,
  type RunSlotStatus,
  runResult,
  runSuccess,
  type SkippedSlot,
} from '../core/run.js';
import { builder } from './builder.js';
import { RunRef, SmurfInstanceRef } from './refs.js';
import { OperationSessionRef } from './session.js';

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

export const FaceEnum = builder.enumType('Face', {
  description: 'Through which face a run was asked for.',
  values: {
    GRAPHQL: { description: 'By a client of this API.' },
    OCS: { description: 'By a client of the OCS agent.' },
  },
});

export const RunStatusEnum = builder.enumType('RunStatus', {
  description: 'How far a run has come.',
  values: {
    RUNNING: { description: 'At least one slot is under way.' },
    SUCCEEDED: { description: 'Every slot succeeded.' },
    FAILED: { description: 'At least one slot did not succeed.' },
    CANCELLED: { description: 'Someone cancelled it.' },
  },
});

const SLOT_STATUS_DESCRIPTIONS: Record<RunSlotStatus, string> = {
  PENDING: 'Not started yet.',
  STARTING: 'The agent has been asked.',
  RUNNING: 'Accepted by the agent, and going on.',
  READY: 'Going on and ready: data flow (`stream` only).',
  STOPPING: 'Asked to stop, and stopping.',
  SUCCEEDED: 'Ended with success.',
  FAILED: 'Ended without success: `message` says why.',
  REJECTED: "Refused by the agent, so not started: `message` holds the agent's words.",
  ALREADY_RUNNING: 'The operation was running already, so it was not started.',
  TIMED_OUT: 'Not ended within the timeout: we wait no longer, but the slot may still act.',
  LOST: 'The slot fell silent, or its agent restarted: what became of the operation is not known.',
  CANCELLED: 'Ended because the run was cancelled.',
  UNREACHABLE: 'The agent could not be reached.',
  UNKNOWN: 'It cannot be told whether the operation ran, or how it ended.',
};

const RunSlotStatusEnum = builder.enumType('RunSlotStatus', {
  description: 'What has become of one slot of a run.',
  values: Object.fromEntries(
    Object.entries(SLOT_STATUS_DESCRIPTIONS).map(([status, description]) => [status, { description }]),
  ) as { [K in RunSlotStatus]: { description: string } },
});

const RunSlotRef = builder.objectRef<SlotOfRun>('RunSlot').implement({
  description: 'One slot of a run.',
  fields: (t) => ({
    id: t.id({
      description: "The run's id and the slot's instance id.",
      resolve: ({ run, slot }) => `${run.id}/${slot.instanceId}`,
    }),
    instanceId: t.id({
      description: "The slot's instance id, or the name that was asked for where nobody has it.",
      resolve: ({ slot }) => slot.instanceId,
    }),
    streamId: t.id({
      nullable: true,
      description: 'The stream id that the slot had when the run began; null if its agent had not told one.',
      resolve: ({ slot }) => slot.streamId,
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      nullable: true,
      description: 'The slot; null if nobody has the name.',
      resolve: ({ slot }, _args, { manager }) =>
        slot.address === null ? null : (manager.registry.byAddress(slot.address) ?? null),
    }),
    status: t.field({
      type: RunSlotStatusEnum,
      description: 'What has become of it.',
      resolve: ({ slot }) => slot.status,
    }),
    inferred: t.boolean({
      description:
        "True if the agent's answer was lost and its session was recognised by the time of its start.",
      resolve: ({ slot }) => slot.inferred,
    }),
    message: t.string({
      nullable: true,
      description: "Why, in the agent's own words where it has any; null when there is nothing to say.",
      resolve: ({ slot }) => slot.message,
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'The session that our start gave; null if it gave none.',
      resolve: ({ slot }, _args, { manager }) => {
        const instance = slot.address === null ? undefined : manager.registry.byAddress(slot.address);
        return instance && slot.record ? { instance, record: slot.record } : null;
      },
    }),
  }),
});

export const RunModeEnum = builder.enumType('RunMode', {
  description: 'In what order the slots of a run are started.',
  values: {
    PARALLEL: { description: 'All at once.' },
    SERIES: {
      description: 'One after the other: each when the one before has ended, and `settleSeconds` passed.',
    },
  },
});

const SkippedSlotRef = builder
  .objectRef<{ readonly run: Run; readonly slot: SkippedSlot }>('SkippedSlot')
  .implement({
    description: 'A slot that a run on "all" left out.',
    fields: (t) => ({
      id: t.id({
        description: "The run's id, /skipped/, and the slot's instance id.",
        resolve: ({ run, slot }) => `${run.id}/skipped/${slot.instanceId}`,
      }),
      instanceId: t.id({ description: "The slot's instance id.", resolve: ({ slot }) => slot.instanceId }),
      streamId: t.id({
        nullable: true,
        description: "The slot's stream id; null if it was not known.",
        resolve: ({ slot }) => slot.streamId,
      }),
      reason: t.string({ description: 'Why it was left out.', resolve: ({ slot }) => slot.reason }),
    }),
  });

RunRef.implement({
  description: 'One request to do one operation on several slots, and what became of each.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Unique for ever.' }),
    action: t.field({ type: RunActionEnum, description: 'What it does.', resolve: ({ action }) => action }),
    operation: t.exposeString('operation', { description: 'Name of the operation.' }),
    params: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The parameters that every slot was given; null for a stop or an abort.',
      resolve: ({ params }) => params,
    }),
    requestedBy: t.exposeString('requestedBy', {
      nullable: true,
      description: 'Who asked for it; null if the server does not know.',
    }),
    face: t.field({ type: FaceEnum, description: 'Through which face.', resolve: ({ face }) => face }),
    status: t.field({
      type: RunStatusEnum,
      description: 'How far it has come.',
      resolve: ({ status }) => status,
    }),
    success: t.boolean({
      nullable: true,
      description: 'True only if every commanded slot succeeded; null while running.',
      resolve: runSuccess,
    }),
    meetsMinimum: t.boolean({
      nullable: true,
      description:
        'Whether at least `minSlots` slots succeeded; null while running, or if it wants no minimum.',
      resolve: meetsMinimum,
    }),
    minSlots: t.exposeInt('minSlots', {
      nullable: true,
      description: 'How many slots it wants at least; null if it did not say.',
    }),
    mode: t.field({
      type: RunModeEnum,
      description: 'In what order slots are started.',
      resolve: ({ mode }) => mode,
    }),
    settleSeconds: t.exposeFloat('settleSeconds', {
      description: 'SERIES: the pause between the end of one slot and the start of the next, in seconds.',
    }),
    requestId: t.exposeID('requestId', {
      nullable: true,
      description: "The caller's own id for the request; null if it gave none.",
    }),
    dryRun: t.exposeBoolean('dryRun', {
      description: 'True for a rehearsal: nothing was started, its slots stay PENDING, and it is not kept.',
    }),
    skipped: t.field({
      type: [SkippedSlotRef],
      description: 'Slots that "all" left out because they are out of service.',
      resolve: (run) => run.skipped.map((slot) => ({ run, slot })),
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
      description: 'What has become of each slot.',
      resolve: (run) => run.slots.map((slot) => ({ run, slot })),
    }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description: "Each slot's encoded session by stream id (by instance id where that is not known).",
      resolve: runResult,
    }),
  }),
});
