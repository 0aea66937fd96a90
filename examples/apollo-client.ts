import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface ConnectOptions {
  /** For a server that requires a token. */
  readonly token?: string;
  /** For queries and mutations. The default is the `fetch` of Node. */
  readonly fetch?: typeof fetch;
}

export interface Connection {
  readonly client: ApolloClient;
  close(): Promise<void>;
}

/**
 * An Apollo Client for MultiSmurf: queries and mutations over HTTP, subscriptions over WebSocket. Every slot,
 * operation, session and run has an `id`, so the cache needs no type policies.
 *
 * @param url the server's address, `http://HOST:PORT/graphql`
 */
export function connect(url: string, { token, fetch = globalThis.fetch }: ConnectOptions = {}): Connection {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    // Browsers and Node 22 have their own WebSocket and do not need this line.
    webSocketImpl: WebSocket,
    connectionParams: headers,
    lazyCloseTimeout: 0,
    // By default, graphql-ws does not try again after a refused connection, for example while the server restarts.
    shouldRetry: () => true,
    retryAttempts: Number.POSITIVE_INFINITY,
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: url, headers, fetch }),
    ),
  });
  return {
    client,
    async close() {
      client.stop();
      await socket.dispose();
    },
  };
}
