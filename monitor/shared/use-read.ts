import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useState } from 'react';

export interface Reading<Data> {
  /** Null before the first answer. The last answer stays while it is read again. */
  readonly data: Data | null;
  readonly error: string | null;
}

/**
 * Reads once, and again when `reason` changes, such as the id of the run that ended last. Nothing goes through the cache.
 *
 * @param variables compared as JSON
 */
export function useRead<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  reason: string,
): Reading<Data> {
  const client = useApolloClient();
  const [reading, setReading] = useState<Reading<Data>>({ data: null, error: null });
  const key = JSON.stringify(variables);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the reason makes it read again.
  useEffect(() => {
    let isWanted = true;
    client
      .query<Data, OperationVariables>({ query, variables: JSON.parse(key), fetchPolicy: 'no-cache' })
      .then(
        ({ data }) => isWanted && data && setReading({ data: data as Data, error: null }),
        (error: Error) => isWanted && setReading(({ data }) => ({ data, error: error.message })),
      );
    return () => {
      isWanted = false;
    };
  }, [client, query, key, reason]);
  return reading;
}
