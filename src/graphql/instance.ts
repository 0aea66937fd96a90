import type { Core } from '../core/core.js';
import { requireScan } from '../core/slots/initial-scan.js';
import type { OutOfService } from '../core/slots/mark.js';
import { meaningOf } from '../core/slots/names.js';
import { healthOf, type Problem } from '../core/slots/problem.js';
import { problemsOf } from '../core/slots/problems.js';
import { resolveNames } from '../core/slots/resolve-names.js';
import type { Slot } from '../core/slots/slot.js';
import { toDateOrNull } from '../lib/unix-time.js';
import { builder } from './builder.js';
import { ExclusiveGrantRef } from './exclusive-grant.js';
import { FeedRef } from './feed.js';
import { apiOf, sessionOf } from './loaders.js';
import { type SlotNames, slotNameArgs, slotsNamed } from './names.js';
import { idOf, NodeRef } from './node.js';
import { OperationRef } from './operation.js';
import { HealthEnum, ProblemRef } from './problem.js';
import { OperationSessionRef, SessionStatusEnum } from './session.js';
import { SmurfStateRef } from './state.js';
import { RunRef, SmurfInstanceRef } from './type-refs.js';

const OutOfServiceRef = builder.objectRef<OutOfService & { readonly slot: Slot }>('OutOfService').implement({
  description: 'The mark that a slot is out of service: runs on "all" skip it and list it in `skipped`.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable: one id for each slot.',
      resolve: ({ slot }, _args, { core }) => idOf(core, 'OutOfService', slot.address),
    }),
    since: t.field({
      type: 'DateTime',
      description: 'When the mark was set (server clock).',
      resolve: ({ since }) => since,
    }),
    by: t.exposeString('by', { nullable: true, description: 'Who set the mark; null if unknown.' }),
    verified: t.boolean({
      description:
        'True if `by` is the user of a token. False if the client sent the name without a token of that ' +
        'user, or if there is no name.',
      resolve: ({ isVerified = false }) => isVerified,
    }),
    reason: t.exposeString('reason', { description: 'The reason, as text.' }),
  }),
});

/** Without a promise, if the value is there. */
function then<T, R>(value: T | Promise<T>, use: (value: T) => R): R | Promise<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}

function problemsIn({ registry, marks, profile, overdue }: Core, slot: Slot): readonly Problem[] {
  return problemsOf(slot, { slots: registry.slots, marks, profile, overdue });
}

SmurfInstanceRef.implement({
  interfaces: [NodeRef],
  description: 'One PysmurfController agent: one SMuRF slot.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'Unique across networks, and stable across restarts. Do not parse it. Can also be used as a name of the slot.',
    }),
    instanceId: t.id({
      description: "The agent's OCS instance id, such as pysmurf-controller-s2.",
      resolve: ({ instanceId }) => instanceId,
    }),
    address: t.exposeString('address', {
      description: 'The WAMP address, such as observatory.pysmurf-controller-s2.',
    }),
    streamId: t.id({
      nullable: true,
      description:
        "Name of the slot's data stream, as last reported by its agent; null before the first report.",
      resolve: ({ streamId }) => streamId,
    }),
    groups: t.exposeStringList('groups', {
      description: 'Names of the groups that contain the slot (--groups).',
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
      description: 'True for a slot of the simulator, which has no hardware.',
    }),
    expired: t.exposeBoolean('expired', {
      description:
        'True if no heartbeat has come within the expire time (--expire-time, 20 s by default), while the server was connected.',
    }),
    lastRefresh: t.field({
      type: 'DateTime',
      description: 'When the last heartbeat came (server clock).',
      resolve: ({ lastRefresh }) => lastRefresh,
    }),
    agentStarted: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the agent started (clock of the agent); null if it does not report a valid time.',
      resolve: ({ agentStart }) => toDateOrNull(Number(agentStart)),
    }),
    accessControlled: t.boolean({
      nullable: true,
      description:
        'Whether the agent accepts passwords (ocs 0.12 and later); null while get_api is unavailable.',
      resolve: ({ api }) => api?.accessControlled ?? null,
    }),
    operations: t.field({
      type: [OperationRef],
      nullable: true,
      description: 'The operations of the slot; null while get_api is unavailable: see `problems`.',
      args: {
        names: t.arg.stringList({
          description: 'Only operations with these names. Defaults to all operations.',
        }),
      },
      resolve: (given, { names }, { loaders }) =>
        then(apiOf(loaders, given), (slot) =>
          slot.api
            ? [...slot.api.operations.keys()]
                .filter((name) => !names || names.includes(name))
                .map((name) => ({ slot, name }))
            : null,
        ),
    }),
    feeds: t.field({
      type: [FeedRef],
      nullable: true,
      description:
        'The feeds that `feed` can follow: all feeds of the agent except the heartbeat. Null while get_api is ' +
        'unavailable.',
      resolve: (given, _args, { loaders }) =>
        then(
          apiOf(loaders, given),
          (slot) =>
            slot.api?.feeds.filter((name) => name !== 'heartbeat').map((name) => ({ slot, name })) ?? null,
        ),
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'The latest session of one operation; null if it has not run since the agent started.',
      args: { operation: t.arg.string({ required: true, description: 'Name of the operation.' }) },
      resolve: (slot, { operation }, { loaders }) => sessionOf(loaders, { slot, operation }),
    }),
    sessions: t.field({
      type: [OperationSessionRef],
      description: 'The latest session of each operation that has run.',
      args: {
        status: t.arg({
          type: [SessionStatusEnum],
          description: 'Only sessions with one of these statuses. Defaults to all statuses.',
        }),
      },
      resolve: (slot, { status }) =>
        [...slot.sessions.values()]
          .filter(({ session }) => !status || status.includes(session.status))
          .map((record) => ({ slot, record })),
    }),
    state: t.field({
      type: SmurfStateRef,
      description: 'The state of the slot, as `check_state` and `stream` report it.',
      resolve: (slot) => slot,
    }),
    health: t.field({
      type: HealthEnum,
      description:
        'The worst severity of `problems`; OK if there are none. A slot that is busy or out of service has no problem for that reason.',
      resolve: (slot, _args, { core }) => healthOf(problemsIn(core, slot)),
    }),
    problems: t.field({
      type: [ProblemRef],
      description: 'All problems of the slot. They alone determine `health`. Empty if the slot is OK.',
      resolve: (slot, _args, { core }) =>
        problemsIn(core, slot).map((problem) => ({ address: slot.address, problem })),
    }),
    outOfService: t.field({
      type: OutOfServiceRef,
      nullable: true,
      description: 'The out-of-service mark; null while the slot is in service.',
      resolve: (slot, _args, { core: { marks } }) => {
        const mark = marks.outOfService(slot.address);
        return mark && { ...mark, slot };
      },
    }),
    exclusiveGrants: t.field({
      type: [ExclusiveGrantRef],
      nullable: true,
      description:
        'The exclusive grants of the access director that somebody holds now for this slot: other ' +
        'clients have a lower access level on the slot meanwhile. Null if they are unknown: the server ' +
        'runs without `--access-policy director:INSTANCE-ID`, or the director cannot be read (see ' +
        '`problems` of the network). `planRun` reports whether a grant blocks an operation.',
      resolve: (slot, _args, { core }) => core.grants.on(slot)?.slice() ?? null,
    }),
    currentRuns: t.field({
      type: [RunRef],
      description: 'The open runs of this server that command the slot now.',
      resolve: ({ address }, _args, { core }) => [...core.runs.openOn(address)],
    }),
  }),
});

/** The arguments of a list of slots. */
export const slotListArgs = builder.args((t) => ({
  ...slotNameArgs,
  expired: t.boolean({
    description: 'True: only expired slots. False: only slots that have not expired. Defaults to both.',
  }),
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
    description: 'The slots on the network, sorted by instance id. Expired slots stay in the list.',
    args: slotListArgs,
    resolve: (_root, args, { core }) => listSlots(args, core),
  }),
);

builder.queryField('smurfInstance', (t) =>
  t.field({
    type: SmurfInstanceRef,
    nullable: true,
    description: 'One slot; null if no slot has this name.',
    args: {
      id: t.arg.id({ required: true, description: 'The stream id, instance id, address or id of the slot.' }),
    },
    resolve: (_root, { id }, { core: { registry } }) => {
      requireScan(registry.scan);
      const [slot] = resolveNames(registry.slots, [id], true);
      return slot && meaningOf(registry.slots, id).kind === 'slot' ? slot : null;
    },
  }),
);
