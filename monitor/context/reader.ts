import type { ApolloClient, OperationVariables } from '@apollo/client';
import type { Subject } from '../live/follow.js';
import type { Store } from '../shared/store.js';

/** What the server has answered last. */
export interface Answer<Data> {
  /** After an error, the answer before it; null before the first. */
  readonly data: Data | null;
  /** Why the last question has no answer, in the words of the server; null if it has one. */
  readonly error: string | null;
}

/** Reads one thing, again and again. */
export interface Reader {
  /** There is one question at a time: while one is on its way, any number of these lead to one more. */
  read(): void;
  /** What is on its way then comes too late. */
  close(): void;
}

/** @param answer keeps the answers, also those of the reader before this one */
export function createReader<Data, Variables extends OperationVariables>(
  client: ApolloClient,
  subject: Subject<Data, Variables>,
  answer: Store<Answer<Data>>,
): Reader {
  let isClosed = false;
  let isBusy = false;
  let isDue = false;
  // The document decides which variables it needs, and TypeScript has checked them.
  const options = { ...subject, fetchPolicy: 'no-cache' } as Parameters<typeof client.query>[0];

  const keep = (change: (before: Answer<Data>) => Answer<Data>) => {
    if (!isClosed) answer.update(change);
  };
  async function ask(): Promise<void> {
    try {
      const { data } = await client.query(options);
      keep(() => ({ data: (data ?? null) as Data | null, error: null }));
    } catch (error) {
      keep(({ data }) => ({ data, error: (error as Error).message }));
    }
  }
  async function askWhileDue(): Promise<void> {
    isBusy = true;
    while (isDue && !isClosed) {
      isDue = false;
      await ask();
    }
    isBusy = false;
  }
  return {
    read() {
      isDue = true;
      if (!isBusy) void askWhileDue();
    },
    close() {
      isClosed = true;
    },
  };
}
