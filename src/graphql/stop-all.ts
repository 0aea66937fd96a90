import type { StopAllResult, StopAllSlot } from '../core/runs/stop-all.js';
import type { StopAllStatus } from '../core/runs/stop-all-verdict.js';
import { builder } from './builder.js';
import { idOf } from './node.js';
import { boundedWait } from './run-mutations.js';
import { asked } from './run-options.js';
import { RunRef, SmurfInstanceRef } from './type-refs.js';

const STATUS_DESCRIPTIONS: Record<StopAllStatus, string> = {
  STOPPED: 'Operations were running and have ended.',
  STOPPING: 'Operations are stopping and have not ended yet.',
  GOES_ON: 'Operations continue: the agent cannot abort the operation, or rejected the stop or abort.',
  NOTHING_RUNNING: 'Nothing was running.',
  UNREACHABLE: 'The agent could not be reached, or has not answered yet: operations may still be running.',
};

const StopAllStatusEnum = builder.enumType('StopAllStatus', {
  description: 'The result of `stopAll` on a slot: the worst result of its operations.',
  values: Object.fromEntries(
    Object.entries(STATUS_DESCRIPTIONS).map(([status, description]) => [status, { description }]),
  ) as { [K in StopAllStatus]: { description: string } },
});

interface SlotOfResult {
  readonly result: StopAllResult;
  readonly slot: StopAllSlot;
}

const StopAllSlotRef = builder.objectRef<SlotOfResult>('StopAllSlot').implement({
  description: 'The result of `stopAll` on one slot.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ result, slot }, _args, { core }) => idOf(core, 'StopAllSlot', result.id, slot.instanceId),
    }),
    instanceId: t.id({
      description: "The slot's instance id, or the requested name if no slot has it.",
      resolve: ({ slot }) => slot.instanceId,
    }),
    streamId: t.id({
      nullable: true,
      description: "The slot's stream id; null if its agent has not reported one.",
      resolve: ({ slot }) => slot.streamId,
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      nullable: true,
      description: 'The slot as it is now; null if no slot has the name.',
      resolve: ({ slot: { address } }, _args, { core }) =>
        address === null ? null : (core.registry.byAddress(address) ?? null),
    }),
    status: t.field({
      type: StopAllStatusEnum,
      description: 'The result.',
      resolve: ({ slot }) => slot.status,
    }),
    operations: t.stringList({
      description:
        'Names of the operations with this result. For UNREACHABLE: operations that were running at the last ' +
        'heartbeat.',
      resolve: ({ slot }) => [...slot.operations],
    }),
    reason: t.string({
      nullable: true,
      description: 'The reason for the status, as text; null if there is none.',
      resolve: ({ slot }) => slot.reason,
    }),
  }),
});

const StopAllResultRef = builder.objectRef<StopAllResult>('StopAllResult').implement({
  description: 'The result of `stopAll`, for each slot.',
  fields: (t) => ({
    id: t.id({
      description:
        'Globally unique. Do not parse it. Results are not stored, so a result cannot be read again.',
      resolve: ({ id }, _args, { core }) => idOf(core, 'StopAllResult', id),
    }),
    runs: t.field({
      type: [RunRef],
      description:
        'The cancelled runs, and the runs of the stops and aborts that were sent, in their current state.',
      resolve: ({ runs }) => runs,
    }),
    slots: t.field({
      type: [StopAllSlotRef],
      description: 'The slots, each with its result.',
      resolve: (result) => result.slots.map((slot) => ({ result, slot })),
    }),
  }),
});

builder.mutationFields((t) => ({
  stopAll: t.field({
    type: StopAllResultRef,
    description:
      'Stops all operations on the slots, regardless of who started them: ends open runs on these slots, ' +
      'stops every process except `check_state` (which reads the state), and aborts every task that can ' +
      'be aborted. Runs that were requested earlier start nothing more on these slots; on their other ' +
      'slots, they continue. Unknown names are not rejected, and expired slots are tried too: every name ' +
      'gets a result.',
    args: {
      streamIds: t.arg.idList({
        description:
          'Stream ids, instance ids, addresses or groups. Defaults to all slots, including expired ones.',
      }),
      waitSeconds: t.arg.float({
        defaultValue: 5,
        description:
          'Return when the result of every slot is known, or after this many seconds (at most 60). All stops are ' +
          'sent immediately, regardless of this value.',
      }),
    },
    resolve: (_root, { streamIds = null, waitSeconds }, context) =>
      context.core.runs.stopAll(
        { streamIds, ...asked(context) },
        boundedWait(waitSeconds ?? 5),
        context.closing,
      ),
  }),
}));
