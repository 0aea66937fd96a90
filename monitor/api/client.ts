import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { fetchSignedIn } from './fetch-signed-in.js';
import { fetchWithin } from './fetch-within.js';
import { createFileReader, type ReadFile } from './files.js';
import { createLink, type Link } from './link.js';

/** A query reads what the server has, so it needs no longer, in milliseconds. */
const QUERY_MS = 15_000;
/** A command may wait for the slots, up to a minute. */
const MUTATION_MS = 90_000;

export interface PageClient {
  readonly client: ApolloClient;
  readonly link: Link;
  readonly readFile: ReadFile;
}

/** The page's client: subscriptions over its one WebSocket, everything else over HTTP at the same address. */
export function createClient(url: URL): PageClient {
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const link = createLink(socketUrl.href);
  // The next WebSocket is refused too, and then the page asks for the token.
  const signedIn = (ask: typeof fetch) => fetchSignedIn(ask, () => link.client.terminate());
  const http = (ms: number) => new HttpLink({ uri: url.href, fetch: signedIn(fetchWithin(ms)) });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    // What is asked again after an outage must not wait for the answer to what was asked before it.
    queryDeduplication: false,
    link: ApolloLink.split(
      isOf(OperationTypeNode.SUBSCRIPTION),
      new GraphQLWsLink(link.client),
      ApolloLink.split(isOf(OperationTypeNode.MUTATION), http(MUTATION_MS), http(QUERY_MS)),
    ),
  });
  return { client, link, readFile: createFileReader(signedIn(fetch)) };
}

const isOf =
  (type: OperationTypeNode) =>
  ({ operationType }: ApolloLink.Operation) =>
    operationType === type;
