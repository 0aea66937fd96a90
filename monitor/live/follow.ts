import type { ApolloClient, OperationVariables, TypedDocumentNode } from '@apollo/client';

/** A subscription that the server ended is opened again after this time, in milliseconds. */
const AGAIN_MS = 1000;

/** What is followed. */
export interface Subject<Data, Variables extends OperationVariables> {
  readonly query: TypedDocumentNode<Data, Variables>;
  readonly variables: Variables;
}

/** Follows a subscription until `signal` aborts, also after errors. Nothing of it goes through the cache. */
export function follow<Data, Variables extends OperationVariables>(
  client: ApolloClient,
  subject: Subject<Data, Variables>,
  signal: AbortSignal,
  use: (data: Data) => void,
): void {
  if (signal.aborted) return;
  const again = () => {
    // A page is open for weeks: the listeners of ended subscriptions would add up.
    signal.removeEventListener('abort', stop);
    setTimeout(() => follow(client, subject, signal, use), AGAIN_MS);
  };
  const options = { ...subject, fetchPolicy: 'no-cache' } as ApolloClient.SubscribeOptions<Data, Variables>;
  const subscription = client.subscribe(options).subscribe({
    next: ({ data }) => {
      if (data) use(data as Data);
    },
    error: again,
    complete: again,
  });
  const stop = () => subscription.unsubscribe();
  signal.addEventListener('abort', stop, { once: true });
}
