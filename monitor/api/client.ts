import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createLink, type Link } from './link.js';

/** The page's client: subscriptions over its one WebSocket, everything else over HTTP at the same address. */
export function createClient(url: URL, token: string | null): { client: ApolloClient; link: Link } {
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const link = createLink(socketUrl.href, token);
  const http = new HttpLink({
    uri: url.href,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(link.client),
      http,
    ),
  });
  return { client, link };
}
