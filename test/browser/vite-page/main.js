import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';

/** What a query over HTTP and a subscription over WebSocket bring: data, or an error as the page sees it. */
globalThis.useServer = async (url, token) => {
  const authorization = `Bearer ${token}`;
  const socket = createClient({ url: url.replace(/^http/, 'ws'), connectionParams: { authorization } });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === 'subscription',
      new GraphQLWsLink(socket),
      new HttpLink({ uri: url, headers: { authorization } }),
    ),
  });
  const query = client.query({ query: gql('{ smurfInstances { id streamId } }') });
  const first = new Promise((resolve, reject) => {
    const subscription = gql('subscription { network { id connected } }');
    client.subscribe({ query: subscription }).subscribe({
      next: ({ data, error }) => (error ? reject(error) : resolve({ data })),
      error: reject,
    });
  });
  const [http, ws] = await Promise.all(
    [query, first].map((asked) =>
      asked.then(
        ({ data }) => JSON.stringify(data),
        ({ message }) => message,
      ),
    ),
  );
  await socket.dispose();
  return { http, ws };
};
document.title = 'ready';
