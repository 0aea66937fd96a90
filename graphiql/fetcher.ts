import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { type DocumentNode, type ExecutionResult, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { createReceived } from './received.js';
import { createToken } from './token.js';

/** How long the server may take to accept a WebSocket, in milliseconds. */
const ACK_TIMEOUT = 10_000;

/** Queries and mutations go over HTTP, subscriptions over a WebSocket at the same address. */
export function createFetcher(url: URL): Fetcher {
  const overHttp = createGraphiQLFetcher({ url: url.href });
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = createToken();
  return (params, options) => {
    const headers = token.addTo(options?.headers);
    const operation = operationOf(params);
    // GraphiQL is a moment late to see a change of tabs, and would name the operation of the tab before.
    const chosen = operation ? { ...params, operationName: operation.name?.value ?? null } : params;
    return operation?.operation === 'subscription'
      ? subscription(socketUrl.href, chosen, headers)
      : overHttp(chosen, { ...options, headers });
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
  const received = createReceived();
  const client = createClient({
    url,
    connectionParams,
    connectionAckWaitTimeout: ACK_TIMEOUT,
    // By default a server that restarts is given up.
    shouldRetry: (event) => !isRefusal(event),
    retryAttempts: Number.POSITIVE_INFINITY,
    on: {
      // The person at the page shall see a broken stream at once, not a silent gap in it.
      closed: (event) => received.broken(`${broken(url, event as Event)} Trying again.`),
      connected: () => received.live(),
    },
  });
  client.subscribe(
    { query: params.query, operationName: params.operationName ?? null, variables: params.variables ?? null },
    {
      next: (result) => received.add(result),
      error: (cause) => received.fail(cause instanceof Event ? { message: broken(url, cause) } : cause),
      complete: () => received.end(),
    },
  );
  return received.results(() => client.dispose());
}

/** True where trying again brings the same: the server wants a token, or another one. */
function isRefusal(event: unknown): boolean {
  return event instanceof CloseEvent && (event.code === 4401 || event.code === 4403);
}

const NO_WEBSOCKET =
  'The server went away, or something between, such as a proxy, does not let WebSockets through. ' +
  'Queries and mutations go over plain HTTP and may still work.';
const NOT_LET_IN = 'Give what this server asks for, such as Authorization, in the Headers editor.';

const ADVICE: Readonly<Record<number, string>> = {
  4401: NOT_LET_IN,
  4403: NOT_LET_IN,
  4504: `The server did not accept the connection within ${ACK_TIMEOUT / 1000} s.`,
};

/** What GraphiQL shows in place of a bare event: browsers keep to themselves why a socket did not open. */
function broken(url: string, event: Event): string {
  if (!(event instanceof CloseEvent) || event.code === 1006) {
    return `The subscription has no WebSocket at ${url}. ${NO_WEBSOCKET}`;
  }
  const why = [`code ${event.code}`, event.reason].filter(Boolean).join(', ');
  return [`The WebSocket to ${url} closed (${why}).`, ADVICE[event.code]].filter(Boolean).join(' ');
}
