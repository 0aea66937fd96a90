import type { ApolloClient } from '@apollo/client';
import { createClient } from '../api/client.js';
import { createFileReader, type ReadFile } from '../api/files.js';
import type { Link } from '../api/link.js';
import { followLiveData, type LiveData } from '../live/live-data.js';

/** Everything that comes from the server and goes to it. */
export interface Connection {
  /** The token that it sends; null for none. */
  readonly token: string | null;
  readonly client: ApolloClient;
  readonly link: Link;
  readonly live: LiveData;
  readonly readFile: ReadFile;
  close(): void;
}

export function connect(token: string | null): Connection {
  // Relative, so that a proxy can serve everything under another path.
  const { client, link } = createClient(new URL('graphql', window.location.href), token);
  const live = followLiveData(client);
  return {
    ...{ token, client, link, live, readFile: createFileReader(token) },
    close() {
      live.close();
      void link.client.dispose();
      client.stop();
    },
  };
}
