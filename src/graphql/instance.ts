import type { Core } from '../core/core.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { healthOf, type Problem } from '../core/slots/problem.js';
import { problemsOf } from '../core/slots/problems.js';
import { resolveNames } from '../core/slots/resolve-names.js';
import type { Slot } from '../core/slots/slot.js';
import type { OutOfService } from '../core/slots/slot-marks.js';
import { builder } from './builder.js';
import { FeedRef } from './feed.js';
import { type SlotNames, slotNameArgs, slotsNamed } from './names.js';
import { idOf, NodeRef } from './node.js';
import { OperationRef } from './operation.js';
import { HealthEnum, ProblemRef } from './problem.js';
import { OperationSessionRef, SessionStatusEnum, toDateOrNull } from './session.js';
import { SmurfStateRef } from './state.js';
import { RunRef, SmurfInstanceRef } from './type-refs.js';

const OutOfServiceRef = builder.objectRef<OutOfService & { readonly slot: Slot }>('OutOfService').implement({
  description: 'Says that people keep a slot out of service: a run on "all" leaves it out, and reports that.',
  fields: (t) => ({
    id: t.id({
      description: 'The same for the same slot.',
      resolve: ({ slot }, _args, { core }) => idOf(core, 'OutOfService', slot.address),
    }),
    since: t.field({ type: 'DateTime', description: 'Since when.', resolve: ({ since }) => since }),
    by: t.exposeString('by', { nullable: true, description: 'Who reported it; null if nobody gave a name.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
  }),
});

function problemsIn({ registry, marks, profile }: Core, slot: Slot): readonly Problem[] {
  return problemsOf(slot, { slots: registry.slots, marks, profile });
}

SmurfInstanceRef.implement({
  interfaces: [NodeRef],
  description: 'One PysmurfController agent: one SMuRF slot.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Opaque, unique over networks, and the same after a restart. It names the slot, too.',
    }),
    instanceId: t.id({
      description: "The agent's instance id: pysmurf-controller-s2.",
      resolve: ({ instanceId }) => instanceId,
    }),
    address: t.exposeString('address', {
      description: 'The WAMP address: observatory.pysmurf-controller-s2.',
    }),
    streamId: t.id({
      nullable: true,
      description: "Name of the slot's data stream, as its agent last reported it; null before that.",
      resolve: ({ streamId }) => streamId,
    }),
    agentClass: t.exposeString('agentClass', { description: 'Always PysmurfController.' }),
    hostname: t.string({
      nullable: true,
      description: 'The computer that the agent runs on; null while get_api is unavailable.',
      resolve: ({ api }) => api?.hostname ?? null,
    }),
    pid: t.int({
      nullable: true,
      description: "The agent's process id; null while get_api is unavailable.",
      resolve: ({ api }) => api?.pid ?? null,
    }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True for a slot of the simulator: no hardware stands behind its agent.',
    }),
    expired: t.exposeBoolean('expired', {
      description: 'True when no heartbeat has come for the expire time, while our own link was up.',
    }),
    lastRefresh: t.field({
      type: 'DateTime',
      description: 'When the last heartbeat came.',
      resolve: ({ lastRefresh }) => lastRefresh,
    }),
    agentStarted: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the agent started, by its own clock; null if it does not report a time.',
      resolve: ({ agentStart }) => toDateOrNull(Number(agentStart)),
    }),
    accessControlled: t.boolean({
      nullable: true,
      description: 'Whether the agent takes passwords; null while get_api is unavailable.',
      resolve: ({ api }) => api?.accessControlled ?? null,
    }),
    operations: t.field({
      type: [OperationRef],
      nullable: true,
      description: 'The operations of the slot; null while get_api is unavailable: `problems` says why.',
      args: { names: t.arg.stringList({ description: 'Only operations of these names.' }) },
      resolve: async (given, { names }, { loaders }) => {
        const slot = await loaders.api.load(given);
        if (!slot.api) return null;
        return [...slot.api.operations.keys()]
          .filter((name) => !names || names.includes(name))
          .map((name) => ({ slot, name }));
      },
    }),
    feeds: t.field({
      type: [FeedRef],
      nullable: true,
      description:
        'The feeds that `feed` can follow: all that the agent has, but the heartbeat. Null while get_api is ' +
        'unavailable.',
      resolve: async (given, _args, { loaders }) => {
        const slot = await loaders.api.load(given);
        const names = slot.api?.feeds.filter((name) => name !== 'heartbeat');
        return names?.map((name) => ({ slot, name })) ?? null;
      },
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'The latest session of one operation; null if it has not run since the agent started.',
      args: { operation: t.arg.string({ required: true, description: 'Name of the operation.' }) },
      resolve: (slot, { operation }, { loaders }) => loaders.session.load({ slot, operation }),
    }),
    sessions: t.field({
      type: [OperationSessionRef],
      description: 'The latest session of each operation that had one.',
      args: {
        status: t.arg({ type: [SessionStatusEnum], description: 'Only sessions in one of these states.' }),
      },
      resolve: (slot, { status }) =>
        [...slot.sessions.values()]
          .filter(({ session }) => !status || status.includes(session.status))
          .map((record) => ({ slot, record })),
    }),
    state: t.field({
      type: SmurfStateRef,
      description: 'What `check_state` and `stream` report of the slot.',
      resolve: (slot) => slot,
    }),
    health: t.field({
      type: HealthEnum,
      description:
        'The worst severity of `problems`. A slot that is busy or out of service is not ill for that.',
      resolve: (slot, _args, { core }) => healthOf(problemsIn(core, slot)),
    }),
    problems: t.field({
      type: [ProblemRef],
      description:
        'Everything that is wrong with the slot: the only reasons for its health. Empty if it is OK.',
      resolve: (slot, _args, { core }) =>
        problemsIn(core, slot).map((problem) => ({ address: slot.address, problem })),
    }),
    outOfService: t.field({
      type: OutOfServiceRef,
      nullable: true,
      description: 'Why people keep it out of service; null while it is in service.',
      resolve: (slot, _args, { core: { marks } }) => {
        const mark = marks.outOfService(slot.address);
        return mark && { ...mark, slot };
      },
    }),
    currentRuns: t.field({
      type: [RunRef],
      description: 'Runs of MultiSmurf that command this slot now.',
      resolve: ({ address }, _args, { core }) => [...core.runs.openOn(address)],
    }),
  }),
});

/** The arguments of a list of slots. */
export const slotListArgs = builder.args((t) => ({
  ...slotNameArgs,
  expired: t.boolean({ description: 'Only slots that have expired, or only those that have not.' }),
}));

/** @throws {RequestError} as {@link slotsNamed} */
export function listSlots(
  {
    streamIds,
    allowUnknown,
    expired,
  }: SlotNames & {
    readonly expired?: boolean | null | undefined;
  },
  core: Core,
): Slot[] {
  const named = streamIds && new Set(slotsNamed(core, streamIds, allowUnknown ?? false));
  return core.registry.slots.filter(
    (slot) => (!named || named.has(slot)) && (expired == null || slot.expired === expired),
  );
}

builder.queryField('smurfInstances', (t) =>
  t.field({
    type: [SmurfInstanceRef],
    description: 'The slots on the network, by instance id. Slots that have expired stay in the list.',
    args: slotListArgs,
    resolve: (_root, args, { core }) => listSlots(args, core),
  }),
);

builder.queryField('smurfInstance', (t) =>
  t.field({
    type: SmurfInstanceRef,
    nullable: true,
    description: 'One slot; null if no slot has the name.',
    args: { id: t.arg.id({ required: true, description: 'Its stream id, instance id, address or id.' }) },
    resolve: (_root, { id }, { core: { registry } }) => {
      requireScan(registry.scan);
      return resolveNames(registry.slots, [id], true)[0] ?? null;
    },
  }),
);
