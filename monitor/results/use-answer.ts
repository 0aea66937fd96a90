import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useEffect, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { useIsLive } from '../context/use-is-live.js';

/** What the server has answered last. After an error, `data` is the answer before it. */
export interface Answer<Data> {
  readonly data: Data | null;
  /** Null if the last request succeeded. */
  readonly error: string | null;
}

interface Asked<Data> extends Answer<Data> {
  readonly subject: string;
  readonly version: string;
}

/**
 * Asks the server, and again each time that `changes` is another one, or the page has connected again. There is one request at a
 * time: while one is on its way, any number of changes lead to one more.
 *
 * @param changes the page knows it from a subscription; nothing is asked while it stays the same
 * @returns null before the first answer for these variables
 */
export function useAnswer<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  changes: string,
): Answer<Data> | null {
  const { client } = useMonitor();
  const connections = useConnections();
  const version = `${connections} ${changes}`;
  const [asked, setAsked] = useState<Asked<Data> | null>(null);
  const [isBusy, setBusy] = useState(false);
  const subject = JSON.stringify(variables);
  const known = asked?.subject === subject ? asked : null;
  const isDue = connections > 0 && known?.version !== version;

  useEffect(() => {
    if (isBusy || !isDue) return;
    const ask = async () => {
      setBusy(true);
      try {
        // The document decides which variables it needs, and TypeScript has checked them.
        const options = { query, variables, fetchPolicy: 'no-cache' } as Parameters<typeof client.query>[0];
        const { data } = await client.query(options);
        setAsked({ subject, version, data: data as Data, error: null });
      } catch (error) {
        setAsked({ subject, version, data: known?.data ?? null, error: (error as Error).message });
      }
      setBusy(false);
    };
    void ask();
  });
  return known;
}

/** How often the page has connected. What has changed while it was not connected is not known from a subscription. */
function useConnections(): number {
  const [count, setCount] = useState(0);
  const isLive = useIsLive();
  useEffect(() => {
    if (isLive) setCount((before) => before + 1);
  }, [isLive]);
  return count;
}
