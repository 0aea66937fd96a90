import type { ApolloClient } from '@apollo/client';
import { createClient } from '../api/client.js';
import type { ReadFile } from '../api/files.js';
import type { Link } from '../api/link.js';
import { followLiveData, type LiveData } from '../live/live-data.js';

/** Everything that comes from the server and goes to it. */
export interface Connection {
  readonly client: ApolloClient;
  readonly link: Link;
  readonly live: LiveData;
  readonly readFile: ReadFile;
  close(): void;
}

export function connect(): Connection {
  // Relative, so that a proxy can serve everything under another path.
  const { client, link, readFile } = createClient(new URL('graphql', window.location.href));
  const live = followLiveData(client);
  return {
    ...{ client, link, live, readFile },
    close() {
      live.close();
      void link.client.dispose();
      client.stop();
    },
  };
}
