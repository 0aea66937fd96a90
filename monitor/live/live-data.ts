import type { ApolloClient } from '@apollo/client';
import {
  MonitorEndedDocument,
  MonitorNetworkDocument,
  type MonitorNetworkSubscription,
  MonitorRunsDocument,
  MonitorSlotsDocument,
  type MonitorSlotsSubscription,
} from '../generated/graphql.js';
import { createStore, type Store } from '../shared/store.js';
import { follow } from './follow.js';
import type { Run, Slot } from './model.js';

/** Number of ended runs that the page remembers. */
const ENDED = 8;

export type Network = MonitorNetworkSubscription['network'];

/** What the page knows of the telescope, kept up to date by subscriptions alone. */
export interface LiveData {
  /** All slots by id, in the order of the server; null before the first answer. */
  readonly slots: Store<ReadonlyMap<string, Slot> | null>;
  readonly network: Store<Network | null>;
  /** The open runs, oldest first. */
  readonly open: Store<readonly Run[]>;
  /** The runs that ended last, newest first. */
  readonly ended: Store<readonly Run[]>;
  close(): void;
}

export function followLiveData(client: ApolloClient): LiveData {
  const slots = createStore<ReadonlyMap<string, Slot> | null>(null);
  const network = createStore<Network | null>(null);
  const open = createStore<readonly Run[]>([]);
  const ended = createStore<readonly Run[]>([]);
  const closing = new AbortController();

  function onRun(run: Run): void {
    open.update((runs) => {
      const others = runs.filter(({ id }) => id !== run.id);
      return run.endTime === null ? byStart([...others, run]) : others;
    });
    if (run.endTime !== null) keepEnded([run]);
  }

  function keepEnded(runs: readonly Run[]): void {
    ended.update((known) => {
      const all = [...runs, ...known.filter(({ id }) => runs.every((run) => run.id !== id))];
      return all.sort((a, b) => String(b.endTime).localeCompare(String(a.endTime))).slice(0, ENDED);
    });
  }

  /** Reads the runs that ended while the page was not connected, because it has received no event of them. */
  async function readEnded(): Promise<void> {
    const { data } = await client.query({ query: MonitorEndedDocument, fetchPolicy: 'no-cache' });
    if (!data) return;
    keepEnded(data.runs.nodes);
    const over = new Set(data.runs.nodes.map(({ id }) => id));
    open.update((runs) => runs.filter(({ id }) => !over.has(id)));
  }

  follow(client, { query: MonitorSlotsDocument, variables: {} }, closing.signal, ({ smurfInstances }) => {
    slots.update((known) => afterEvent(known, smurfInstances));
    // Each connection begins with it.
    if (smurfInstances.kind === 'SNAPSHOT') void readEnded().catch(() => {});
  });
  follow(client, { query: MonitorNetworkDocument, variables: {} }, closing.signal, (data) =>
    network.update(() => data.network),
  );
  follow(client, { query: MonitorRunsDocument, variables: {} }, closing.signal, ({ runs }) => onRun(runs));
  return { slots, network, open, ended, close: () => closing.abort() };
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

const byStart = (runs: Run[]) => runs.sort((a, b) => a.startTime.localeCompare(b.startTime));
