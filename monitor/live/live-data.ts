import type { ApolloClient } from '@apollo/client';
import {
  MonitorNetworkDocument,
  type MonitorNetworkSubscription,
  MonitorSlotsDocument,
  type MonitorSlotsSubscription,
} from '../generated/graphql.js';
import { createStore, type Store } from '../shared/store.js';
import { follow } from './follow.js';
import { followLiveRuns, type LiveRuns } from './live-runs.js';
import type { Slot } from './model.js';
import { untilDone } from './repeat.js';

export type Network = MonitorNetworkSubscription['network'];

/** What the page knows of the telescope, kept up to date by subscriptions alone. */
export interface LiveData extends LiveRuns {
  /** All slots by id, in the order of the server; null before the first answer. */
  readonly slots: Store<ReadonlyMap<string, Slot> | null>;
  readonly network: Store<Network | null>;
  close(): void;
}

export function followLiveData(client: ApolloClient): LiveData {
  const slots = createStore<ReadonlyMap<string, Slot> | null>(null);
  const network = createStore<Network | null>(null);
  const closing = new AbortController();
  let connection = new AbortController();

  const { runs, readMissed } = followLiveRuns(client, closing.signal);
  follow(client, { query: MonitorSlotsDocument, variables: {} }, closing.signal, ({ smurfInstances }) => {
    slots.update((known) => afterEvent(known, smurfInstances));
    if (smurfInstances.kind === 'SNAPSHOT') onConnected();
  });
  /** Each connection begins with a snapshot of the slots. */
  function onConnected(): void {
    connection.abort();
    connection = new AbortController();
    void untilDone(readMissed, AbortSignal.any([connection.signal, closing.signal]));
  }
  follow(client, { query: MonitorNetworkDocument, variables: {} }, closing.signal, (data) =>
    network.update(() => data.network),
  );
  return { slots, network, ...runs, close: () => closing.abort() };
}

/** The slots after an event. */
export function afterEvent(
  known: ReadonlyMap<string, Slot> | null,
  { kind, instances }: MonitorSlotsSubscription['smurfInstances'],
): ReadonlyMap<string, Slot> {
  const next = new Map(kind === 'SNAPSHOT' ? [] : known);
  for (const slot of instances) {
    if (kind === 'REMOVED') next.delete(slot.id);
    else next.set(slot.id, slot);
  }
  return next;
}
