import { requireOperations } from '../core/slots/offered-names.js';
import type { Slot } from '../core/slots/slot.js';
import { builder } from './builder.js';
import type { LiveField } from './live.js';
import type { SlotSession } from './loaders.js';
import { checkNames, type FollowedSlots, slotNameArgs, slotsToFollow } from './names.js';
import { OperationRef } from './operation.js';
import { OperationSessionRef } from './session.js';
import { SmurfInstanceRef } from './type-refs.js';

const SessionUpdateRef = builder.objectRef<SlotSession>('SessionUpdate').implement({
  description: 'A session that is new or has changed.',
  fields: (t) => ({
    instance: t.field({
      type: SmurfInstanceRef,
      description: 'The slot that it runs on.',
      resolve: ({ slot }) => slot,
    }),
    operation: t.field({
      type: OperationRef,
      description: 'The operation of the session. Select its `session` to update the cache of the client.',
      resolve: ({ slot, record }) => ({ slot, name: record.session.op_name }),
    }),
    session: t.field({
      type: OperationSessionRef,
      description: 'The current state of the session.',
      resolve: (update) => update,
    }),
  }),
});

interface FollowedSessions {
  readonly slots: FollowedSlots;
  /** Null for all operations. */
  readonly operations: readonly string[] | null;
}

function includes({ slots, operations }: FollowedSessions, slot: Slot, operation: string): boolean {
  return (operations === null || operations.includes(operation)) && slots.includes(slot);
}

const sessionUpdates: LiveField<FollowedSessions, SlotSession> = {
  name: 'sessionUpdates',
  key: ({ slots, operations }) => JSON.stringify([slots.key, operations]),
  snapshot: ({ core }, followed) =>
    core.registry.slots.flatMap((slot) =>
      [...slot.sessions]
        .filter(([operation]) => includes(followed, slot, operation))
        .map(([, record]) => ({ key: record.id, value: { slot, record } })),
    ),
  changes: ({ core: { events, watch } }, followed, { push }) => [
    watch.watch((slot, operation) => includes(followed, slot, operation)),
    events.sessions.listen(({ slot, operation, record }) => {
      if (includes(followed, slot, operation)) push({ key: record.id, value: { slot, record } });
    }),
  ],
};

builder.subscriptionField('sessionUpdates', (t) =>
  t.field({
    type: SessionUpdateRef,
    description:
      'The latest session of each operation, then every change. Running sessions are read once a second while a ' +
      'client subscribes. If another program starts a session that begins and ends between two heartbeats (1 s), ' +
      'it may be reported up to a minute late.',
    args: {
      ...slotNameArgs,
      operations: t.arg.stringList({
        description: 'Only sessions of these operations. Defaults to all operations.',
      }),
    },
    subscribe: async (_root, { operations = null, ...names }, context) => {
      const slots = await slotsToFollow(names, context);
      await checkNames(operations, names, requireOperations, context);
      return context.live.open(sessionUpdates, { slots, operations }, context);
    },
    resolve: ({ value }) => value,
  }),
);
