import type { ManagedSmurfInstance } from '../core/instance.js';
import type { InstanceEventKind } from '../core/registry.js';
import { builder } from './builder.js';
import { isNamed } from './instance.js';
import { SmurfInstanceRef } from './refs.js';

type EventKind = 'SNAPSHOT' | 'GAP' | InstanceEventKind;

const DESCRIPTIONS: Record<EventKind, string> = {
  SNAPSHOT: 'All slots as they are: the first event of every subscription.',
  ADDED: 'A slot that was not known before.',
  UPDATED: 'Something about a slot has changed.',
  EXPIRED: 'No heartbeat for the expire time.',
  RETURNED: 'A slot that had expired is heard again.',
  RESTARTED: 'The agent has restarted: its sessions are gone.',
  GAP: 'So much happened to a slot while you did not read that only its present state is told.',
};

const InstanceEventKindEnum = builder.enumType('InstanceEventKind', {
  description: 'What has happened to the slots of an event.',
  values: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([kind, description]) => [kind, { description }]),
  ) as { [K in EventKind]: { description: string } },
});

interface SmurfInstanceEvent {
  readonly kind: EventKind;
  readonly instances: readonly ManagedSmurfInstance[];
}

const SmurfInstanceEventRef = builder.objectRef<SmurfInstanceEvent>('SmurfInstanceEvent').implement({
  description: 'What has happened, and the slots that it happened to, as they are now.',
  fields: (t) => ({
    kind: t.field({
      type: InstanceEventKindEnum,
      description: 'What has happened.',
      resolve: ({ kind }) => kind,
    }),
    instances: t.field({
      type: [SmurfInstanceRef],
      description: 'All slots in a SNAPSHOT, otherwise the one.',
      resolve: ({ instances }) => [...instances],
    }),
  }),
});

/** The operations whose session data `SmurfInstance.state` shows. */
const STATE_OPERATIONS = ['check_state', 'stream'];

builder.subscriptionField('smurfInstances', (t) =>
  t.field({
    type: SmurfInstanceEventRef,
    description:
      'The slots as they are, then each that comes, changes, expires, returns or restarts. Its `state` is read ' +
      'each time that the slot has been, for as long as someone subscribes.',
    args: {
      streamIds: t.arg.idList({
        description: 'Only these stream ids or instance ids, also of slots yet to come.',
      }),
    },
    subscribe: (_root, { streamIds }, { manager: { registry, watch }, live }) => {
      const queue = live.open<SmurfInstanceEvent>(() => {
        for (const closable of held) closable.close();
      });
      const update = (instance: ManagedSmurfInstance) =>
        queue.push(instance.address, { kind: 'UPDATED', instances: [instance] });
      const held = [
        watch.watch((one, operation) => isNamed(one, streamIds) && STATE_OPERATIONS.includes(operation)),
        registry.sessionEvents.listen(({ instance, operation }) => {
          if (STATE_OPERATIONS.includes(operation) && isNamed(instance, streamIds)) update(instance);
        }),
        registry.instanceEvents.listen(({ kind, instance }) => {
          if (!isNamed(instance, streamIds)) return;
          const instances = [instance];
          if (kind === 'UPDATED') update(instance);
          else queue.pushEach(instance.address, { kind, instances }, { kind: 'GAP', instances });
        }),
      ];
      const instances = registry.instances.filter((one) => isNamed(one, streamIds));
      queue.push('', { kind: 'SNAPSHOT', instances });
      return queue;
    },
    resolve: (event) => event,
  }),
);
