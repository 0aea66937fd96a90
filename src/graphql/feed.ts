import { MAX_FEED_MESSAGES } from '../core/slots/feed-past.js';
import { requireFeeds } from '../core/slots/offered-names.js';
import type { Slot } from '../core/slots/slot.js';
import type { FeedEvent } from '../core/slots/slot-events.js';
import { builder } from './builder.js';
import { inRange } from './in-range.js';
import type { LiveEvent, LiveField } from './live.js';
import { checkNames, type FollowedSlots, slotNameArgs, slotsToFollow } from './names.js';
import { idOf, NodeRef } from './node.js';
import { SmurfInstanceRef } from './type-refs.js';

const FeedEventKindEnum = builder.enumType('FeedEventKind', {
  description: 'The kind of a feed event.',
  values: {
    MESSAGE: { description: 'A message that the slot published.' },
    GAP: { description: 'Messages were dropped because the client read too slowly. Later messages follow.' },
  },
});

export const FeedRef = builder.objectRef<{ readonly slot: Slot; readonly name: string }>('Feed').implement({
  interfaces: [NodeRef],
  description: 'An OCS feed of one slot, on which its agent publishes messages.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable: one id for each feed of each slot.',
      resolve: ({ slot, name }, _args, { core }) => idOf(core, 'Feed', slot.address, name),
    }),
    name: t.exposeString('name', { description: 'The name: a value of `feeds` in the subscription `feed`.' }),
    lastTime: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the server received the last message; null if none has come since the server started. No ' +
        'UPDATED event is sent for a new message: to follow messages, subscribe to `feed`.',
      resolve: ({ slot, name }, _args, { core }) => core.feeds.lastTime(slot.address, name),
    }),
    messages: t.field({
      type: [FeedMessageRef],
      description:
        'The last messages since the server started, oldest first, so that a chart can show earlier data ' +
        'at once. The server keeps up to 1000 messages (320 kB) of each feed.',
      args: {
        last: t.arg.int({ defaultValue: 100, description: 'How many messages, 1 to 1000.' }),
      },
      resolve: ({ slot, name }, { last }, { core }) =>
        core.feeds.past
          .of(slot.address, name, inRange('last', last, [1, MAX_FEED_MESSAGES]))
          .map((event) => ({ ...event, kind: 'MESSAGE' as const })),
    }),
  }),
});

interface FeedMessage extends FeedEvent {
  readonly kind: 'MESSAGE' | 'GAP';
}

const FeedMessageRef = builder.objectRef<FeedMessage>('FeedMessage').implement({
  description: 'A message that a slot published on one of its feeds, or a marker for dropped messages.',
  fields: (t) => ({
    kind: t.field({
      type: FeedEventKindEnum,
      description: 'The kind of the event.',
      resolve: ({ kind }) => kind,
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      description: 'The slot that published it.',
      resolve: ({ slot }) => slot,
    }),
    feed: t.exposeString('feed', {
      description: 'Name of the feed, such as state_results or noise_results.',
    }),
    time: t.field({
      type: 'DateTime',
      description: 'When the server received it (server clock).',
      resolve: ({ time }) => time,
    }),
    message: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The message, unchanged except that NaN and Infinity become null. Null for a GAP.',
      resolve: ({ message }) => message,
    }),
  }),
});

interface FollowedFeeds {
  readonly slots: FollowedSlots;
  /** Null for all feeds. */
  readonly feeds: readonly string[] | null;
  /** How many earlier messages of each feed come first. */
  readonly last: number;
}

function includes(
  { slots, feeds }: Pick<FollowedFeeds, 'slots' | 'feeds'>,
  { slot, feed }: FeedEvent,
): boolean {
  return (feeds === null || feeds.includes(feed)) && slots.includes(slot);
}

function message(event: FeedEvent): LiveEvent<FeedMessage> {
  return {
    group: `${event.slot.address}/${event.feed}`,
    value: { ...event, kind: 'MESSAGE' },
    gap: { ...event, kind: 'GAP', message: null },
  };
}

/** So many messages of one feed can wait for a slow reader. */
const MAX_EARLIER = 100;

const feed: LiveField<FollowedFeeds, FeedMessage> = {
  name: 'feed',
  key: ({ slots, feeds, last }) => JSON.stringify([slots.key, feeds, last]),
  // A message may be old, so we show the current state of its slot and match the slot's current names.
  snapshot: ({ core: { feeds, registry } }, followed) =>
    feeds.past
      .all(followed.last)
      .map((event) => ({ ...event, slot: registry.byAddress(event.slot.address) ?? event.slot }))
      .filter((event) => includes(followed, event))
      .map(message),
  changes: ({ core }, followed, { push }) => [
    core.events.feeds.listen((event) => {
      if (includes(followed, event)) push(message(event));
    }),
  ],
};

builder.subscriptionField('feed', (t) =>
  t.field({
    type: FeedMessageRef,
    description:
      'The messages that the slots publish on their feeds: first the `last` messages of each feed, oldest first, then ' +
      'every new one. If the client reads too slowly, a GAP replaces the oldest messages.',
    args: {
      ...slotNameArgs,
      feeds: t.arg.stringList({ description: 'Only messages of these feeds. Defaults to all feeds.' }),
      last: t.arg.int({
        defaultValue: 1,
        description: 'How many earlier messages of each feed come first, 0 to 100. `Feed.messages` has more.',
      }),
    },
    subscribe: async (_root, { feeds = null, last, ...names }, context) => {
      const count = inRange('last', last, [0, MAX_EARLIER]);
      const slots = await slotsToFollow(names, context);
      await checkNames(feeds, names, requireFeeds, context);
      return context.live.open(feed, { slots, feeds, last: count }, context);
    },
    resolve: ({ value }) => value,
  }),
);
