import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { type DocumentNode, type ExecutionResult, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createClient } from 'graphql-ws';

/** How long the server may take to accept a WebSocket, in milliseconds. */
const ACK_TIMEOUT = 10_000;

/** Queries and mutations go over HTTP, subscriptions over a WebSocket at the same address. */
export function createFetcher(url: URL): Fetcher {
  const overHttp = createGraphiQLFetcher({ url: url.href });
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return (params, options) => {
    const operation = operationOf(params);
    // GraphiQL is a moment late to see a change of tabs, and would name the operation of the tab before.
    const chosen = operation ? { ...params, operationName: operation.name?.value ?? null } : params;
    return operation?.operation === 'subscription'
      ? subscription(socketUrl.href, chosen, options?.headers)
      : overHttp(chosen, options);
  };
}

/** The operation that will run, or undefined if the document does not say, which the server then explains. */
function operationOf({ query, operationName }: FetcherParams): OperationDefinitionNode | undefined {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    return undefined;
  }
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const named = operations.find((one) => one.name?.value === operationName);
  return named ?? (operations.length === 1 ? operations[0] : undefined);
}

/**
 * One WebSocket for each subscription, because browsers send no headers of ours with one: what stands in
 * the headers editor (Authorization) goes into the `connection_init` message, which is sent once a socket.
 */
function subscription(
  url: string,
  params: FetcherParams,
  connectionParams: Record<string, string> = {},
): AsyncIterableIterator<ExecutionResult> {
  const client = createClient({
    url,
    connectionParams,
    connectionAckWaitTimeout: ACK_TIMEOUT,
    // The person at the page shall see a broken stream at once, not a silent gap in it.
    retryAttempts: 0,
  });
  const results = client.iterate<Record<string, unknown>>({
    query: params.query,
    operationName: params.operationName ?? null,
    variables: params.variables ?? null,
  }) as AsyncIterableIterator<ExecutionResult>;
  // Not an async generator: its `return` would wait for the next result, and so would the stop button.
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () =>
      results.next().catch((cause: unknown) => {
        throw cause instanceof Event ? broken(url, cause) : cause;
      }),
    return: async () => (await results.return?.()) ?? { done: true, value: undefined },
  };
}

const NO_WEBSOCKET =
  'The server went away, or something between, such as a proxy, does not let WebSockets through. ' +
  'Queries and mutations go over plain HTTP and may still work.';
const NOT_LET_IN = 'Give what this server asks for, such as Authorization, in the Headers editor.';

const ADVICE: Readonly<Record<number, string>> = {
  1006: NO_WEBSOCKET,
  4401: NOT_LET_IN,
  4403: NOT_LET_IN,
  4504: `The server did not accept the connection within ${ACK_TIMEOUT / 1000} s.`,
};

/** What GraphiQL shows in place of a bare event: browsers keep to themselves why a socket did not open. */
function broken(url: string, event: Event): { readonly message: string } {
  if (!(event instanceof CloseEvent)) {
    return { message: `The subscription found no WebSocket at ${url}. ${NO_WEBSOCKET}` };
  }
  const why = [`code ${event.code}`, event.reason].filter(Boolean).join(', ');
  const advice = ADVICE[event.code] ?? 'Run the subscription again.';
  return { message: `The subscription ended: its WebSocket to ${url} closed (${why}). ${advice}` };
}
