import type { ApolloClient } from '@apollo/client';
import { ListSlotsDocument, type ListSlotsQuery, WatchSlotsDocument } from '../generated/graphql.js';

export interface LiveSlotsOptions {
  /** Called with the slots as they are, then each time that something which the list shows has changed. */
  onChange(slots: readonly Slot[]): void;
  /** Called when the subscription fails: from then on the list is no longer live. */
  onError(error: unknown): void;
}

export type Slot = ListSlotsQuery['network']['smurfInstances'][number];

/**
 * Keeps a list of slots and their sessions of take_noise up to date without ever asking again. The subscription
 * selects what the list selects, so Apollo's cache does the rest, also for slots that come and go.
 *
 * @returns what ends it
 */
export async function watchLiveSlots(
  client: ApolloClient,
  { onChange, onError }: LiveSlotsOptions,
): Promise<() => void> {
  // The list first: the subscription then begins with all that has changed since, so nothing falls between.
  await client.query({ query: ListSlotsDocument });
  const showing = client.watchQuery({ query: ListSlotsDocument }).subscribe(({ data, dataState }) => {
    if (dataState === 'complete') onChange(data.network.smurfInstances);
  });
  const following = client.subscribe({ query: WatchSlotsDocument }).subscribe(({ error }) => {
    if (error) onError(error);
  });
  return () => {
    following.unsubscribe();
    showing.unsubscribe();
  };
}
