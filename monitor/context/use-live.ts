import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useEffect, useMemo, useState } from 'react';
import { follow, type Subject } from '../live/follow.js';
import { createStore, useStore } from '../shared/store.js';
import { useMonitor } from './context.js';
import { useIsLive } from './use-is-live.js';

/**
 * What the events of a subscription add up to. Begins again with `initial` when the variables change.
 *
 * @param after the state after an event; the page is drawn once per frame, however many events come
 */
export function useFollowed<Data, Variables extends OperationVariables, State>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  initial: State,
  after: (state: State, data: Data) => State,
): State {
  const { client } = useMonitor();
  const subject = useSame({ query, variables });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject needs another store.
  const store = useMemo(() => createStore(initial), [subject]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other two do not change while the page is open.
  useEffect(() => {
    const closing = new AbortController();
    follow(client, subject, closing.signal, (data) => store.update((state) => after(state, data)));
    return () => closing.abort();
  }, [client, subject, store]);
  return useStore(store);
}

/** The answer to a query, and why there is none. */
export interface Answer<Data> {
  readonly data: Data | null;
  readonly error: string | null;
}

/**
 * Reads what no subscription sends. Reads it again when the variables or `version` change, and after each time that the
 * page was not connected. The last answer stays until the next one has come.
 */
export function useRead<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  version: string | null = null,
): Answer<Data> {
  const { client } = useMonitor();
  const isLive = useIsLive();
  const subject = useSame({ query, variables });
  const [answer, setAnswer] = useState<Answer<Data>>({ data: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says when to read again.
  useEffect(() => {
    if (!isLive) return;
    let isOver = false;
    const use = (next: Answer<Data>) => {
      if (!isOver) setAnswer(next);
    };
    const options = { ...subject, fetchPolicy: 'no-cache' } as Parameters<typeof client.query>[0];
    client.query(options).then(
      ({ data }) => use({ data: (data ?? null) as Data | null, error: null }),
      (error: Error) => use({ data: null, error: error.message }),
    );
    return () => {
      isOver = true;
    };
  }, [client, isLive, subject, version]);
  return answer;
}

/** The same object as before, while the variables are equal. */
function useSame<Data, Variables extends OperationVariables>(
  made: Subject<Data, Variables>,
): Subject<Data, Variables> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal variables make no difference.
  return useMemo(() => made, [made.query, JSON.stringify(made.variables)]);
}
