import { useEffect, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { useIsLive } from '../context/use-is-live.js';
import { MonitorRunDocument, MonitorRunEditsDocument } from '../generated/graphql.js';
import { createStore, type Store, useStore } from '../shared/store.js';
import type { RunProgress } from './run-model.js';

/** A run as the page knows it. */
export interface FollowedRun {
  /** Null before the first answer, and if the server does not know the run. */
  readonly run: RunProgress | null;
  /** What the server says against it; null if nothing. */
  readonly error: string | null;
}

const NOTHING: FollowedRun = { run: null, error: null };

/** Follows a run to its end, and its edits and retries after that. Begins again with each connection. */
export function useRun(id: string): FollowedRun {
  const { client } = useMonitor();
  const isLive = useIsLive();
  const [store] = useState(() => createStore(NOTHING));
  // The subscription of a run completes when the run has ended. Opened again, it sends the run once more.
  const [turn, setTurn] = useState(0);
  const followed = useStore(store);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` opens it again.
  useEffect(() => {
    if (!isLive) return;
    const updates = client
      .subscribe({ query: MonitorRunDocument, variables: { id }, fetchPolicy: 'no-cache' })
      .subscribe(({ data, error }) => {
        store.update(({ run }) => ({
          run: data ? keepSlots(run, data.runUpdates) : run,
          error: error?.message ?? null,
        }));
      });
    return () => updates.unsubscribe();
  }, [client, id, isLive, store, turn]);

  useEffect(() => {
    if (!isLive) return;
    const edits = client
      .subscribe({ query: MonitorRunEditsDocument, fetchPolicy: 'no-cache' })
      .subscribe(({ data }) => {
        if (data && isNews(data.runs, store)) setTurn((last) => last + 1);
      });
    return () => edits.unsubscribe();
  }, [client, isLive, store]);

  return followed.run === null || followed.run.id === id ? followed : NOTHING;
}

/** The run after an event. A slot that has not changed stays the same object, so its row is not drawn again. */
function keepSlots(before: RunProgress | null, after: RunProgress): RunProgress {
  const slots = after.slots.map((slot, index) => {
    const old = before?.slots[index];
    return old && JSON.stringify(old) === JSON.stringify(slot) ? old : slot;
  });
  return { ...after, slots };
}

type Edit = Pick<RunProgress, 'id' | 'annotatedAt'> & { readonly retryOf: { readonly id: string } | null };

/** Whether an event of any run says that the shown run is out of date. While it is open, it is followed anyway. */
function isNews({ id, annotatedAt, retryOf }: Edit, { value: { run } }: Store<FollowedRun>): boolean {
  if (!run || run.endTime === null) return false;
  if (id === run.id) return annotatedAt !== run.annotatedAt;
  return retryOf?.id === run.id && run.retries.every((retry) => retry.id !== id);
}
