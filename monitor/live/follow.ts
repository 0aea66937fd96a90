import type { ApolloClient, DocumentNode, OperationVariables, TypedDocumentNode } from '@apollo/client';

/** A subscription that the server ended is opened again after this time, in milliseconds. */
const AGAIN_MS = 1000;

/** Follows a subscription until `signal` aborts, also after errors. Nothing of it goes through the cache. */
export function follow<Data>(
  client: ApolloClient,
  query: TypedDocumentNode<Data> | DocumentNode,
  signal: AbortSignal,
  use: (data: Data) => void,
  variables: OperationVariables = {},
): void {
  if (signal.aborted) return;
  const again = () => setTimeout(() => follow(client, query, signal, use, variables), AGAIN_MS);
  const subscription = client.subscribe<Data>({ query, variables, fetchPolicy: 'no-cache' }).subscribe({
    next: ({ data }) => {
      if (data) use(data as Data);
    },
    error: again,
    complete: again,
  });
  signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
}
