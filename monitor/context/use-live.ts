import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useEffect, useMemo, useRef } from 'react';
import { follow, type Subject } from '../live/follow.js';
import { createStore, useStore } from '../shared/store.js';
import { useMonitor } from './context.js';
import { type Answer, createReader } from './reader.js';
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

/**
 * Reads what no subscription sends. Reads it again when `version` changes, and with each new connection, so that nothing
 * that failed while the server was away stays failed. Meanwhile the last answer to the same variables stays.
 */
export function useRead<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  version: string | null = null,
): Answer<Data> {
  const { reader, answer } = useReader(query, variables);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says when to read again.
  useEffect(() => reader?.read(), [reader, version]);
  return useStore(answer);
}

/**
 * Reads it until there is an answer, which then stays: for forms and questions, where nothing may change under the
 * pointer. What has failed is read again with the next connection.
 */
export function useReadOnce<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Answer<Data> {
  const { reader, answer } = useReader(query, variables);
  useEffect(() => {
    if (answer.latest.data === null) reader?.read();
  }, [reader, answer]);
  return useStore(answer);
}

/** Keeps the answers as long as the variables are equal. The reader is null while the page is not connected. */
function useReader<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) {
  const { client } = useMonitor();
  const isLive = useIsLive();
  const subject = useSame({ query, variables });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject needs another store.
  const answer = useMemo(() => createStore<Answer<Data>>({ data: null, error: null }), [subject]);
  // A connection has a reader of its own: it waits for no answer that was asked for over the one before.
  const reader = useMemo(
    () => (isLive ? createReader(client, subject, answer) : null),
    [client, isLive, subject, answer],
  );
  useEffect(() => reader?.close, [reader]);
  return { reader, answer };
}

/** The last of these values that was there: for what is shown until the answer to other variables has come. */
export function useLast<Value>(value: Value | null): Value | null {
  const last = useRef(value);
  if (value !== null) last.current = value;
  return last.current;
}

/** The same object as before, while the variables are equal. */
function useSame<Data, Variables extends OperationVariables>(
  made: Subject<Data, Variables>,
): Subject<Data, Variables> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal variables make no difference.
  return useMemo(() => made, [made.query, JSON.stringify(made.variables)]);
}
