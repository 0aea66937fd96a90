import type { ApolloClient } from '@apollo/client';
import {
  MonitorMissedRunDocument,
  MonitorMissedRunsDocument,
  MonitorRunsDocument,
} from '../generated/graphql.js';
import { createStore, type Store } from '../shared/store.js';
import { follow } from './follow.js';
import type { Run } from './model.js';

/** Number of ended runs that the page remembers. */
const ENDED = 8;

/** The runs that the whole page shows. */
export interface LiveRuns {
  /** The open runs, oldest first. */
  readonly open: Store<readonly Run[]>;
  /** The runs that ended last, newest first. */
  readonly ended: Store<readonly Run[]>;
  /**
   * Calls back once for each run that the page knew as open and that has ended, also if it ended while the page was not
   * connected. Returns a function that ends it.
   */
  onEnd(listener: (run: Run) => void): () => void;
}

/** Follows the runs until `signal` aborts. `readMissed` must be called with each new connection. */
export function followLiveRuns(
  client: ApolloClient,
  signal: AbortSignal,
): { readonly runs: LiveRuns; readMissed(): Promise<void> } {
  const open = createStore<readonly Run[]>([]);
  const ended = createStore<readonly Run[]>([]);
  const openIds = new Set<string>();
  /** Ended according to the last answers. An event that says otherwise is older: no run opens again. */
  let over: ReadonlySet<string> = new Set();
  const endListeners = new Set<(run: Run) => void>();

  function onRun(run: Run): void {
    if (run.endTime !== null) onEnded([run]);
    else if (!over.has(run.id)) onOpen(run);
  }

  function onOpen(run: Run): void {
    openIds.add(run.id);
    open.update((runs) => byStart([...runs.filter(({ id }) => id !== run.id), run]));
  }

  function onEnded(runs: readonly Run[]): void {
    ended.update((known) => {
      const all = [...runs, ...known.filter(({ id }) => runs.every((run) => run.id !== id))];
      return all.sort((a, b) => String(b.endTime).localeCompare(String(a.endTime))).slice(0, ENDED);
    });
    // Only what this page knew as open has ended now: edits of ended runs come too.
    for (const run of runs.filter(({ id }) => openIds.delete(id)))
      for (const listener of endListeners) listener(run);
    dropEnded();
  }

  /** A list that stays the same stays the same object, so nothing is drawn again. */
  function dropEnded(): void {
    const isOpen = ({ id }: Run) => openIds.has(id);
    open.update((runs) => (runs.every(isOpen) ? runs : runs.filter(isOpen)));
  }

  /** Reads how the runs have changed while the page was not connected, because it has received no event of that. */
  async function readMissed(): Promise<void> {
    const known = [...openIds];
    const { data } = await client.query({ query: MonitorMissedRunsDocument, fetchPolicy: 'no-cache' });
    if (!data) return;
    const last = data.ended.nodes;
    const found = new Set([...last, ...data.open.nodes].map(({ id }) => id));
    const gone = known.filter((id) => !found.has(id));
    const others = await Promise.all(gone.map(readRun));
    const endedNow = [...last, ...others.filter((run) => run !== null)].filter(
      ({ endTime }) => endTime !== null,
    );
    over = new Set(endedNow.map(({ id }) => id));
    onEnded(endedNow);
    // A server without a memory knows nothing of runs before its start.
    for (const [place, id] of gone.entries()) if (others[place] === null) openIds.delete(id);
    dropEnded();
  }

  async function readRun(id: string): Promise<Run | null> {
    const variables = { id };
    const { data } = await client.query({
      query: MonitorMissedRunDocument,
      variables,
      fetchPolicy: 'no-cache',
    });
    return data?.run ?? null;
  }

  follow(client, { query: MonitorRunsDocument, variables: {} }, signal, ({ runs }) => onRun(runs));
  const onEnd: LiveRuns['onEnd'] = (listener) => {
    endListeners.add(listener);
    return () => endListeners.delete(listener);
  };
  return { runs: { open, ended, onEnd }, readMissed };
}

const byStart = (runs: Run[]) => runs.sort((a, b) => a.startTime.localeCompare(b.startTime));
