import type { FeedEvent } from '../core/feeds.js';
import { builder } from './builder.js';
import { isNamed } from './instance.js';
import { SmurfInstanceRef } from './refs.js';

const FeedEventKindEnum = builder.enumType('FeedEventKind', {
  description: 'What an event of a feed is.',
  values: {
    MESSAGE: { description: 'A message of the slot.' },
    GAP: { description: 'Messages were thrown away because you did not read; later ones follow.' },
  },
});

interface FeedMessage extends FeedEvent {
  readonly kind: 'MESSAGE' | 'GAP';
}

const FeedMessageRef = builder.objectRef<FeedMessage>('FeedMessage').implement({
  description: 'A message that a slot published on one of its feeds, or the place of some that you missed.',
  fields: (t) => ({
    kind: t.field({ type: FeedEventKindEnum, description: 'What it is.', resolve: ({ kind }) => kind }),
    instance: t.field({
      type: SmurfInstanceRef,
      description: 'The slot that published it.',
      resolve: ({ instance }) => instance,
    }),
    feed: t.exposeString('feed', { description: 'Name of the feed: state_results, noise_results, ...' }),
    time: t.field({ type: 'DateTime', description: 'When it reached us.', resolve: ({ time }) => time }),
    message: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The message as it came, with null for NaN and Infinity; null in a GAP.',
      resolve: ({ message }) => message,
    }),
  }),
});

builder.subscriptionField('feed', (t) =>
  t.field({
    type: FeedMessageRef,
    description:
      'What slots publish by themselves: the last message of each feed, if one was seen, then each. ' +
      'Messages are never lost in silence: where you read too slowly, a GAP says so.',
    args: {
      streamIds: t.arg.idList({
        description: 'Only these stream ids or instance ids, also of slots yet to come.',
      }),
      feeds: t.arg.stringList({ description: 'Only these feeds.' }),
    },
    subscribe: (_root, { streamIds, feeds: names }, { manager: { feeds }, live }) => {
      const queue = live.open<FeedMessage>(() => listening.close());
      const take = (event: FeedEvent) => {
        if (!isNamed(event.instance, streamIds) || (names && !names.includes(event.feed))) return;
        const group = `${event.instance.address}/${event.feed}`;
        queue.pushEach(group, { kind: 'MESSAGE', ...event }, { kind: 'GAP', ...event, message: null });
      };
      const listening = feeds.events.listen(take);
      for (const event of feeds.last) take(event);
      return queue;
    },
    resolve: (message) => message,
  }),
);
