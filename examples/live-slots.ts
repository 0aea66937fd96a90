import type { ApolloClient } from '@apollo/client';
import { ListSlotsDocument, type ListSlotsQuery, WatchSlotsDocument } from '../generated/graphql.js';

export interface LiveSlotsOptions {
  /** Called with the current slots, then after every change of a field in the list. */
  onChange(slots: readonly Slot[]): void;
  /** Called when the subscription fails. The list is then no longer live. */
  onError(error: unknown): void;
}

export type Slot = ListSlotsQuery['network']['smurfInstances'][number];

/**
 * Keeps a list of slots and their sessions of take_noise up to date, without further queries. The subscription has the same
 * selection as the list, so the cache of Apollo updates the list, also for slots that appear and disappear.
 *
 * @returns a function that ends it
 */
export async function watchLiveSlots(
  client: ApolloClient,
  { onChange, onError }: LiveSlotsOptions,
): Promise<() => void> {
  // The query comes first. The subscription then begins with the current state, so no change is lost.
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
