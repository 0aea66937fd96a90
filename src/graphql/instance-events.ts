import type { Slot } from '../core/slots/slot.js';
import type { SlotEventKind } from '../core/slots/slot-events.js';
import { builder } from './builder.js';
import type { LiveField } from './live.js';
import { type FollowedSlots, slotNameArgs, slotsToFollow } from './names.js';
import { SmurfInstanceRef } from './type-refs.js';

type EventKind = 'SNAPSHOT' | 'GAP' | SlotEventKind;

const DESCRIPTIONS: Record<EventKind, string> = {
  SNAPSHOT: 'The current state of all slots: the first event of every subscription.',
  ADDED: 'A slot was found that was not known before.',
  UPDATED: 'A slot has changed: its state, sessions, problems or runs.',
  EXPIRED: 'No heartbeat of the slot has come within the expire time.',
  RETURNED: 'An expired slot sends heartbeats again.',
  RESTARTED: 'The agent has restarted: its earlier sessions are gone.',
  REMOVED: 'A slot was removed with `forgetInstance`. `instances` has its last state.',
  GAP: 'Events were dropped because the client read too slowly. `instances` has the latest state.',
};

const InstanceEventKindEnum = builder.enumType('InstanceEventKind', {
  description: 'The kind of a slot event.',
  values: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([kind, description]) => [kind, { description }]),
  ) as { [K in EventKind]: { description: string } },
});

interface SmurfInstanceEvent {
  readonly kind: EventKind;
  readonly slots: readonly Slot[];
}

const SmurfInstanceEventRef = builder.objectRef<SmurfInstanceEvent>('SmurfInstanceEvent').implement({
  description: 'An event. `instances` shows the slots after this event.',
  fields: (t) => ({
    kind: t.field({
      type: InstanceEventKindEnum,
      description: 'The kind of the event.',
      resolve: ({ kind }) => kind,
    }),
    instances: t.field({
      type: [SmurfInstanceRef],
      description: 'The slots of the event: all slots in a SNAPSHOT, otherwise one.',
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
      'The current slots, then an event each time that a slot is added, changes, expires, returns, ' +
      'restarts or is removed. While a client subscribes, the server reads `state` again each time the ' +
      'agent updates it.',
    args: slotNameArgs,
    subscribe: async (_root, args, context) =>
      context.live.open(smurfInstances, await slotsToFollow(args, context), context),
    resolve: ({ value }) => value,
  }),
);
