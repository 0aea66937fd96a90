import type { ApolloClient } from '@apollo/client';
import {
  ListSlotsDocument,
  type ListSlotsQuery,
  WatchSessionsDocument,
  WatchSlotsDocument,
  type WatchSlotsSubscription,
} from '../generated/graphql.js';

export interface LiveSlotsOptions {
  /** Called with the slots as they are, then each time that something which the list shows has changed. */
  onChange(slots: readonly Slot[]): void;
  /** Called when a subscription fails: from then on the list is no longer live. */
  onError(error: unknown): void;
}

export type Slot = ListSlotsQuery['smurfInstances'][number];

/**
 * Keeps a list of slots and their sessions of take_noise up to date with two subscriptions, without ever asking
 * again. A session that changes, or a new one, reaches the list through Apollo's cache. Only a slot that was
 * not in the list before must be put there by hand.
 *
 * @returns what ends it
 */
export async function watchLiveSlots(client: ApolloClient, options: LiveSlotsOptions): Promise<() => void> {
  const { onChange, onError } = options;
  // First the list, then the events: the first event has all slots, so nothing falls between the two.
  await client.query({ query: ListSlotsDocument });
  const list = client.watchQuery({ query: ListSlotsDocument });
  const showing = list.subscribe(({ data, dataState }) => {
    if (dataState === 'complete') onChange(data.smurfInstances);
  });
  const leaveSlots = list.subscribeToMore<WatchSlotsSubscription>({
    document: WatchSlotsDocument,
    updateQuery(_previous, { complete, previousData, subscriptionData: { data } }) {
      return complete ? withEvent(previousData, data.smurfInstances) : undefined;
    },
    onError,
  });
  const sessions = client
    .subscribe({ query: WatchSessionsDocument, variables: { operations: ['take_noise'] } })
    .subscribe(({ error }) => {
      if (error) onError(error);
    });
  return () => {
    sessions.unsubscribe();
    leaveSlots();
    showing.unsubscribe();
  };
}

function withEvent(
  { smurfInstances: known }: ListSlotsQuery,
  { kind, instances }: WatchSlotsSubscription['smurfInstances'],
): ListSlotsQuery {
  if (kind === 'SNAPSHOT') return { smurfInstances: instances };
  const ids = new Set(known.map(({ id }) => id));
  return { smurfInstances: [...known, ...instances.filter(({ id }) => !ids.has(id))] };
}
