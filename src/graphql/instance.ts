import type { ManagedSmurfInstance, Problem } from '../core/instance.js';
import { problemsOf } from '../core/problems.js';
import { findByName } from '../core/selection.js';
import type { OutOfService } from '../core/slot-notes.js';
import { builder } from './builder.js';
import { OperationRef } from './operation.js';
import { RunRef, SmurfInstanceRef } from './refs.js';
import { OperationSessionRef, SessionStatusEnum, toDate } from './session.js';
import { SmurfStateRef } from './state.js';

const ProblemRef = builder
  .objectRef<Problem & { readonly instance: ManagedSmurfInstance }>('Problem')
  .implement({
    description: 'What keeps us from showing or commanding a slot as we should.',
    fields: (t) => ({
      id: t.id({
        description: 'The slot, the kind of problem and the operation.',
        resolve: ({ instance, code, operation }) =>
          [instance.address, 'problem', code, operation ?? ''].join('/'),
      }),
      code: t.exposeString('code', { description: 'The kind of problem, for programs.' }),
      operation: t.exposeString('operation', {
        nullable: true,
        description: 'The operation that it is about; null if it is about the slot as a whole.',
      }),
      message: t.exposeString('message', { description: 'What is wrong, for people.' }),
    }),
  });

const OutOfServiceRef = builder
  .objectRef<OutOfService & { readonly instance: ManagedSmurfInstance }>('OutOfService')
  .implement({
    description: 'A slot that people keep out of service: a run on "all" skips it, and says so.',
    fields: (t) => ({
      id: t.id({
        description: "The slot's address and /out-of-service.",
        resolve: ({ instance }) => `${instance.address}/out-of-service`,
      }),
      since: t.field({ type: 'DateTime', description: 'Since when.', resolve: ({ since }) => since }),
      by: t.exposeString('by', { nullable: true, description: 'Who said so; null if nobody gave a name.' }),
      reason: t.exposeString('reason', { description: 'Why.' }),
    }),
  });

SmurfInstanceRef.implement({
  description: 'One PysmurfController agent: one SMuRF slot.',
  fields: (t) => ({
    id: t.id({ description: 'The WAMP address, which never changes.', resolve: ({ address }) => address }),
    instanceId: t.id({
      description: "The agent's instance id: pysmurf-controller-s2.",
      resolve: ({ instanceId }) => instanceId,
    }),
    address: t.exposeString('address', {
      description: 'The WAMP address: observatory.pysmurf-controller-s2.',
    }),
    streamId: t.id({
      nullable: true,
      description: "Name of the slot's data stream, as its agent last told it; null until it has.",
      resolve: ({ streamId }) => streamId,
    }),
    agentClass: t.exposeString('agentClass', { description: 'Always PysmurfController.' }),
    hostname: t.string({
      nullable: true,
      description: 'The computer that the agent runs on; null while get_api cannot be had.',
      resolve: ({ api }) => api?.hostname ?? null,
    }),
    pid: t.int({
      nullable: true,
      description: "The agent's process id; null while get_api cannot be had.",
      resolve: ({ api }) => api?.pid ?? null,
    }),
    expired: t.exposeBoolean('expired', {
      description: 'True when no heartbeat came for the expire time while our own link was up.',
    }),
    lastRefresh: t.field({
      type: 'DateTime',
      description: 'When the last heartbeat came.',
      resolve: ({ lastRefresh }) => lastRefresh,
    }),
    agentStarted: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the agent started, by its own clock.',
      resolve: ({ agentStart }) => (Number.isFinite(Number(agentStart)) ? toDate(Number(agentStart)) : null),
    }),
    accessControlled: t.boolean({
      nullable: true,
      description: 'Whether the agent takes passwords; null while get_api cannot be had.',
      resolve: ({ api }) => api?.accessControlled ?? null,
    }),
    operations: t.field({
      type: [OperationRef],
      nullable: true,
      description: 'What the slot can do; null while get_api cannot be had: `problems` says why.',
      args: { names: t.arg.stringList({ description: 'Only these.' }) },
      resolve: async (instance, { names }, { loaders }) => {
        await loaders.api.load(instance);
        if (!instance.api) return null;
        return [...instance.api.operations.keys()]
          .filter((name) => !names || names.includes(name))
          .map((name) => ({ instance, name }));
      },
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'The latest session of one operation; null if it has not run since the agent started.',
      args: { operation: t.arg.string({ required: true, description: 'Name of the operation.' }) },
      resolve: async (instance, { operation }, { loaders }) => {
        const record = await loaders.session.load({ instance, operation });
        return record && { instance, record };
      },
    }),
    sessions: t.field({
      type: [OperationSessionRef],
      description: 'The latest session of each operation that had one.',
      args: {
        status: t.arg({ type: [SessionStatusEnum], description: 'Only those that have come so far.' }),
      },
      resolve: (instance, { status }) =>
        [...instance.sessions.values()]
          .filter(({ session }) => !status || status.includes(session.status))
          .map((record) => ({ instance, record })),
    }),
    state: t.field({
      type: SmurfStateRef,
      nullable: true,
      description:
        'What `check_state` and `stream` tell of the slot; null until one of them has told something.',
      resolve: (instance) =>
        instance.sessions.has('check_state') || instance.sessions.has('stream') ? instance : null,
    }),
    problems: t.field({
      type: [ProblemRef],
      description: 'What is wrong; empty when all is well.',
      resolve: (instance, _args, { manager: { registry, notes } }) =>
        problemsOf(instance, registry.instances, notes).map((problem) => ({ ...problem, instance })),
    }),
    outOfService: t.field({
      type: OutOfServiceRef,
      nullable: true,
      description: 'Why people keep it out of service; null while it is in service.',
      resolve: (instance, _args, { manager: { notes } }) => {
        const note = notes.outOfService(instance.address);
        return note && { ...note, instance };
      },
    }),
    currentRuns: t.field({
      type: [RunRef],
      description: 'Runs of MultiSmurf that command this slot right now.',
      resolve: ({ address }, _args, { manager }) => [...manager.runs.openOn(address)],
    }),
  }),
});

builder.queryField('smurfInstances', (t) =>
  t.field({
    type: [SmurfInstanceRef],
    description: 'The slots on the network, also those that have expired, by instance id.',
    args: {
      streamIds: t.arg.idList({ description: 'Only the slots of these stream ids or instance ids.' }),
      expired: t.arg.boolean({ description: 'Only those that have expired, or only those that have not.' }),
    },
    resolve: (_root, { streamIds, expired }, { manager }) =>
      manager.registry.instances.filter(
        (one) => isNamed(one, streamIds) && (expired == null || one.expired === expired),
      ),
  }),
);

builder.queryField('smurfInstance', (t) =>
  t.field({
    type: SmurfInstanceRef,
    nullable: true,
    description: 'One slot; null if nobody has the name.',
    args: { id: t.arg.id({ required: true, description: 'Stream id, instance id or address.' }) },
    resolve: (_root, { id }, { manager }) => findByName(manager.registry.instances, id) ?? null,
  }),
);

/** True if no names are given, or one of them is the instance's. */
export function isNamed(
  instance: ManagedSmurfInstance,
  names: readonly string[] | null | undefined,
): boolean {
  if (!names) return true;
  return (
    names.includes(instance.instanceId) || (instance.streamId !== null && names.includes(instance.streamId))
  );
}
