import type { ManagedSmurfInstance } from '../core/instance.js';
import { builder } from './builder.js';
import { isNamed } from './instance.js';
import { OperationRef } from './operation.js';
import { SmurfInstanceRef } from './refs.js';
import { type InstanceSession, OperationSessionRef } from './session.js';

const SessionUpdateRef = builder.objectRef<InstanceSession>('SessionUpdate').implement({
  description: 'A session that is new or has changed.',
  fields: (t) => ({
    instance: t.field({
      type: SmurfInstanceRef,
      description: 'The slot that it runs on.',
      resolve: ({ instance }) => instance,
    }),
    operation: t.field({
      type: OperationRef,
      description: 'The operation, whose `session` is now this one: what points a cache to a new session.',
      resolve: ({ instance, record }) => ({ instance, name: record.session.op_name }),
    }),
    session: t.field({
      type: OperationSessionRef,
      description: 'The session as it is.',
      resolve: (update) => update,
    }),
  }),
});

builder.subscriptionField('sessionUpdates', (t) =>
  t.field({
    type: SessionUpdateRef,
    description:
      'The latest sessions as they are, then each change. Running sessions are read once a second while someone ' +
      'subscribes. The end of a session that another program started and that began and ended between two ' +
      'heartbeats (1 s) may be seen late, by the sweep once a minute.',
    args: {
      streamIds: t.arg.idList({
        description: 'Only these stream ids or instance ids, also of slots yet to come.',
      }),
      operations: t.arg.stringList({ description: 'Only these operations.' }),
    },
    subscribe: (_root, { streamIds, operations }, { manager, live }) => {
      const isMeant = (instance: ManagedSmurfInstance, operation: string) =>
        isNamed(instance, streamIds) && (!operations || operations.includes(operation));
      const { registry, watch } = manager;
      const queue = live.open<InstanceSession>(() => {
        listening.close();
        watching.close();
      });
      const push = (update: InstanceSession) => queue.push(update.record.id, update);
      const listening = registry.sessionEvents.listen(({ instance, operation, record }) => {
        if (isMeant(instance, operation)) push({ instance, record });
      });
      const watching = watch.watch(isMeant);
      for (const instance of registry.instances) {
        for (const [operation, record] of instance.sessions) {
          if (isMeant(instance, operation)) push({ instance, record });
        }
      }
      return queue;
    },
    resolve: (update) => update,
  }),
);
