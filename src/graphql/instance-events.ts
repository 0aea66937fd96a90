import type { Slot } from '../core/slots/slot.js';
import type { SlotEventKind } from '../core/slots/slot-events.js';
import { builder } from './builder.js';
import type { LiveField } from './live.js';
import { type FollowedSlots, slotNameArgs, slotsToFollow } from './names.js';
import { SmurfInstanceRef } from './type-refs.js';

type EventKind = 'SNAPSHOT' | 'GAP' | SlotEventKind;

const DESCRIPTIONS: Record<EventKind, string> = {
  SNAPSHOT: 'All slots as they are: the first event of every subscription.',
  ADDED: 'A slot that was not known before.',
  UPDATED: 'Something about a slot has changed: its state, its sessions, its problems, its runs.',
  EXPIRED: 'The slot has sent no heartbeat for the expire time.',
  RETURNED: 'A slot that had expired sends heartbeats again.',
  RESTARTED: 'The agent has restarted: its sessions are gone.',
  REMOVED: 'Somebody has dropped a slot that was gone: `instances` has it as it was last.',
  GAP: 'Events were dropped because the client read too slowly. `instances` has the state after them.',
};

const InstanceEventKindEnum = builder.enumType('InstanceEventKind', {
  description: 'What has happened to the slots of an event.',
  values: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([kind, description]) => [kind, { description }]),
  ) as { [K in EventKind]: { description: string } },
});

interface SmurfInstanceEvent {
  readonly kind: EventKind;
  readonly slots: readonly Slot[];
}

const SmurfInstanceEventRef = builder.objectRef<SmurfInstanceEvent>('SmurfInstanceEvent').implement({
  description: 'What has happened, and the slots that it happened to, as they were right after it.',
  fields: (t) => ({
    kind: t.field({
      type: InstanceEventKindEnum,
      description: 'What has happened.',
      resolve: ({ kind }) => kind,
    }),
    instances: t.field({
      type: [SmurfInstanceRef],
      description: 'All slots in a SNAPSHOT, otherwise one.',
      resolve: ({ slots }) => [...slots],
    }),
  }),
});

const smurfInstances: LiveField<FollowedSlots, SmurfInstanceEvent> = {
  name: 'smurfInstances',
  key: ({ key }) => key,
  snapshot: ({ core }, { includes }) => [
    { key: '', value: { kind: 'SNAPSHOT', slots: core.registry.slots.filter(includes) } },
  ],
  changes: ({ core: { events, profile, watch } }, { includes }, { push }) => [
    watch.watch((slot, operation) => profile.stateOperations.includes(operation) && includes(slot)),
    events.slots.listen(({ kind, slot }) => {
      if (!includes(slot)) return;
      const value = { kind, slots: [slot] };
      if (kind === 'UPDATED') push({ key: slot.address, value });
      else push({ group: slot.address, value, gap: { ...value, kind: 'GAP' } });
    }),
  ],
};

builder.subscriptionField('smurfInstances', (t) =>
  t.field({
    type: SmurfInstanceEventRef,
    description:
      'The slots as they are, then each that comes, changes, expires, returns, restarts or is removed. As long as anyone ' +
      'subscribes, `state` is read again each time that its agent has updated it.',
    args: slotNameArgs,
    subscribe: async (_root, args, context) =>
      context.live.open(smurfInstances, await slotsToFollow(args, context), context),
    resolve: (event) => event,
  }),
);
