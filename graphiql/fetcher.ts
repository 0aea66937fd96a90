import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { type ExecutionResult, getOperationAST } from 'graphql';
import { createClient } from 'graphql-ws';

/** How long the server may take to accept a WebSocket, in milliseconds. */
const ACK_TIMEOUT = 10_000;

/** Queries and mutations go over HTTP, subscriptions over a WebSocket at the same address. */
export function createFetcher(url: URL): Fetcher {
  const overHttp = createGraphiQLFetcher({ url: url.href });
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return (params, options) => {
    const operation = options?.documentAST && getOperationAST(options.documentAST, params.operationName);
    return operation?.operation === 'subscription'
      ? subscription(socketUrl.href, params, options?.headers)
      : overHttp(params, options);
  };
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
        throw cause instanceof CloseEvent ? closed(url, cause) : cause;
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

function closed(url: string, event: CloseEvent): { readonly message: string } {
  const why = [`code ${event.code}`, event.reason].filter(Boolean).join(', ');
  const advice = ADVICE[event.code] ?? 'Run the subscription again.';
  return { message: `The subscription ended: its WebSocket to ${url} closed (${why}). ${advice}` };
}
