import type { Core } from '../core/core.js';
import { type Expectation, expectationOf, isOverdue } from '../core/runs/expectation.js';
import { NO_PAST } from '../core/runs/history.js';
import {
  paramsOf,
  type Run,
  type RunSlot,
  type RunSlotStatus,
  type SkipCode,
  type SkippedSlot,
} from '../core/runs/run.js';
import { figuresAmongSlots, figuresOfSlot } from '../core/runs/run-figures.js';
import { reasonOf } from '../core/runs/run-summary.js';
import { toDateOrNull } from '../lib/unix-time.js';
import { builder } from './builder.js';
import { FigureRef } from './figure.js';
import { idOf } from './node.js';
import { OperationSessionRef } from './session.js';
import { SmurfInstanceRef } from './type-refs.js';

/** A slot of one run. */
interface SlotOfRun {
  readonly run: Run;
  readonly slot: RunSlot;
}

async function expected({ run, slot }: SlotOfRun, { overdue }: Core): Promise<Expectation | null> {
  // Of an ended run, nothing has to be read.
  return run.endTime === null ? expectationOf(run, slot, (await overdue.usual(run))(slot)) : null;
}

const SLOT_STATUS_DESCRIPTIONS: Record<RunSlotStatus, string> = {
  NOT_STARTED:
    'Not started: the run was cancelled or stopped, too many other slots did not succeed (`maxErrors`), or the run ' +
    'was held for --hold-seconds. See `reason`.',
  PENDING: 'Not sent to the agent yet.',
  STARTING: 'Sent to the agent; no answer yet.',
  RUNNING: 'Accepted by the agent, and running.',
  READY: 'The stream is running and sends data (only for `stream`).',
  STOPPING: 'Stopping, after a stop or an abort.',
  SUCCEEDED: 'Ended with success.',
  FAILED: 'Ended without success: `reason` gives the cause.',
  REJECTED:
    'The start, stop or abort was rejected: `reason` gives the cause. After a rejected stop or abort the operation may continue.',
  ALREADY_RUNNING: 'The operation was already running, so it was not started.',
  TIMED_OUT: 'Not ended within the timeout. The run no longer waits, but the operation may still be running.',
  LOST:
    'The slot expired, or its agent restarted: the outcome is unknown. If an expired slot returns with the ' +
    'same session within --lost-seconds, the run follows it again.',
  CANCELLED: 'Ended because the run was cancelled.',
  UNREACHABLE: 'The agent could not be reached. A start was not sent; a stop or abort may have no effect.',
  UNKNOWN:
    'It is not known whether the operation ran, or how it ended. Also used for a name that belongs to no slot.',
};

export const RunSlotStatusEnum = builder.enumType('RunSlotStatus', {
  description: 'The status or the outcome of one slot of a run.',
  values: Object.fromEntries(
    Object.entries(SLOT_STATUS_DESCRIPTIONS).map(([status, description]) => [status, { description }]),
  ) as { [K in RunSlotStatus]: { description: string } },
});

export const RunSlotRef = builder.objectRef<SlotOfRun>('RunSlot').implement({
  description: 'One slot of a run.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
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
    params: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The parameters for this slot: those of the run, with `slotParams` and the tag of the run; null for a ' +
        'stop or an abort.',
      resolve: ({ run, slot }) => paramsOf(run, slot),
    }),
    status: t.field({
      type: RunSlotStatusEnum,
      description: 'The current status. After the operation has ended on the slot: the outcome.',
      resolve: ({ slot }) => slot.status,
    }),
    inferred: t.boolean({
      description: 'True if MultiSmurf inferred the outcome from a heartbeat or a session start time.',
      resolve: ({ slot }) => slot.inferred,
    }),
    reason: t.string({
      nullable: true,
      description: 'The reason for the status, in one line; null if there is none.',
      resolve: ({ slot }) => reasonOf(slot),
    }),
    detail: t.string({
      nullable: true,
      description:
        'The reason in full, with the complete message or traceback of the agent; null if there is none.',
      resolve: ({ slot }) => slot.message,
    }),
    sentAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the command was sent to the agent (server clock); null before that.',
      resolve: ({ slot }) => slot.sentAt,
    }),
    acceptedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        "When the server received the agent's acceptance of the command (server clock); null until then.",
      resolve: ({ run, slot }) => (run.action === 'RUN' ? slot.acceptedAt : slot.stopAcceptedAt),
    }),
    startTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the session began (clock of the agent); null if there is none.',
      resolve: ({ slot }) => toDateOrNull(slot.record?.session.start_time ?? null),
    }),
    endTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the session ended (clock of the agent); null if its end is not known.',
      resolve: ({ slot }) => toDateOrNull(slot.record?.session.end_time ?? null),
    }),
    expectedEndTime: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the operation should end (server clock): its start plus the median duration of its earlier ' +
        'successes on this slot. Of the last 20 successes, only those with the same parameters (tags are ' +
        'ignored) count. Null before the start, after the end, if fewer than three such successes ' +
        'remain, and for a process, which runs until it is stopped.',
      resolve: async (slotOfRun, _args, { core }) => (await expected(slotOfRun, core))?.endTime ?? null,
    }),
    overdue: t.boolean({
      description:
        'True while the operation takes far longer than usual: longer than the median duration plus the ' +
        'largest of these three: five spreads (median absolute deviation times 1.4826), half of the ' +
        'median, and 10 s. The slot then has the problem OVERDUE.',
      resolve: async (slotOfRun, _args, { core }) =>
        isOverdue(await expected(slotOfRun, core), core.clock.now()),
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'The session that this run started; null if it started none.',
      resolve: ({ slot: { address, record } }, _args, { core }) => {
        const slot = address === null ? undefined : core.registry.byAddress(address);
        return slot && record ? { slot, record } : null;
      },
    }),
    figures: t.field({
      type: [FigureRef],
      description:
        'What the operation measured on this slot, as numbers. Empty before the slot has succeeded, if the operation ' +
        'measures nothing, and if the session data of an old run were dropped.',
      resolve: ({ run, slot }, _args, { core }) =>
        figuresOfSlot(run, slot).map((figure) => ({
          figure,
          amongSlots: figuresAmongSlots(run).get(figure.name) ?? null,
          past: async () => (await core.history.before(run))?.get(slot.address ?? '') ?? NO_PAST,
        })),
    }),
  }),
});

export const SKIP_CODE_DESCRIPTIONS: Record<SkipCode, string> = {
  EXPIRED: 'No heartbeat of the slot has come within the expire time.',
  OUT_OF_SERVICE: 'The slot is out of service.',
  OUTCOME_UNKNOWN: 'The outcome of an earlier run is unknown. The operation may still be running.',
  NAME_CONFLICT: 'Another slot reports the same stream id.',
  NOT_ALLOWED: 'The token of the user does not allow this slot.',
};

const SkipCodeEnum = builder.enumType('SkipCode', {
  description: 'Why a run skipped a slot (with "all" or `skipUnavailable`).',
  values: Object.fromEntries(
    Object.entries(SKIP_CODE_DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as { [K in SkipCode]: { description: string } },
});

export const SkippedSlotRef = builder
  .objectRef<{ readonly of: string; readonly slot: SkippedSlot }>('SkippedSlot')
  .implement({
    description: 'A slot that a run skipped (with "all" or `skipUnavailable`).',
    fields: (t) => ({
      id: t.id({
        description: 'Globally unique. Do not parse it.',
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
        description: 'Why it was skipped, as a code.',
        resolve: ({ slot }) => slot.code,
      }),
      reason: t.string({
        description: 'Why it was skipped, as text.',
        resolve: ({ slot }) => slot.reason,
      }),
    }),
  });
