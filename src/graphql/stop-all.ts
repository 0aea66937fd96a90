import type { StopAllResult, StopAllSlot } from '../core/runs/stop-all.js';
import type { StopAllStatus } from '../core/runs/stop-all-verdict.js';
import { builder } from './builder.js';
import { idOf } from './node.js';
import { boundedWait } from './run-mutations.js';
import { asked } from './run-options.js';
import { RunRef, SmurfInstanceRef } from './type-refs.js';

const STATUS_DESCRIPTIONS: Record<StopAllStatus, string> = {
  STOPPED: 'Operations ran on it and have ended.',
  STOPPING: 'Operations were asked to stop and have not ended yet.',
  GOES_ON: 'Operations go on: their agent cannot abort them, or rejects to.',
  NOTHING_RUNNING: 'Nothing ran on it.',
  UNREACHABLE: 'The agent could not be reached, or has not answered yet: what runs on it may go on.',
};

const StopAllStatusEnum = builder.enumType('StopAllStatus', {
  description: 'What became of a slot: the worst of what became of its operations.',
  values: Object.fromEntries(
    Object.entries(STATUS_DESCRIPTIONS).map(([status, description]) => [status, { description }]),
  ) as { [K in StopAllStatus]: { description: string } },
});

interface SlotOfResult {
  readonly result: StopAllResult;
  readonly slot: StopAllSlot;
}

const StopAllSlotRef = builder.objectRef<SlotOfResult>('StopAllSlot').implement({
  description: 'One slot and what became of what ran on it.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique, and opaque.',
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
      description: 'What became of it.',
      resolve: ({ slot }) => slot.status,
    }),
    operations: t.stringList({
      description:
        'Names of the operations that the status is about. UNREACHABLE: those that ran when the slot was last heard.',
      resolve: ({ slot }) => [...slot.operations],
    }),
    reason: t.string({
      nullable: true,
      description: 'Why, for people; null if there is nothing to say.',
      resolve: ({ slot }) => slot.reason,
    }),
  }),
});

const StopAllResultRef = builder.objectRef<StopAllResult>('StopAllResult').implement({
  description: 'What became of each slot when everything on it was stopped.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique, and opaque. The result is not kept, so it cannot be read again.',
      resolve: ({ id }, _args, { core }) => idOf(core, 'StopAllResult', id),
    }),
    runs: t.field({
      type: [RunRef],
      description: 'The runs that were cancelled, and the stops and aborts that were sent, as they are now.',
      resolve: ({ runs }) => runs,
    }),
    slots: t.field({
      type: [StopAllSlotRef],
      description: 'The slots, each with what became of it.',
      resolve: (result) => result.slots.map((slot) => ({ result, slot })),
    }),
  }),
});

builder.mutationFields((t) => ({
  stopAll: t.field({
    type: StopAllResultRef,
    description:
      'Stops everything on the slots, whoever started it: cancels what open runs do on them, stops every process ' +
      'but the one that reads the state (`check_state`), and aborts what can be aborted. Nothing that was ' +
      'requested before is started on them afterwards. A run that also commands other slots goes on with those. ' +
      'It rejects no name: every slot is tried, also one that has expired.',
    args: {
      streamIds: t.arg.idList({
        description: 'Stream ids, instance ids or addresses. Defaults to all slots, also expired ones.',
      }),
      waitSeconds: t.arg.float({
        defaultValue: 5,
        description:
          'Return when the outcome of every slot is known, or after this many seconds, 60 at most. Everything ' +
          'is sent at once, whatever this is.',
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
