import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { type DocumentNode, type ExecutionResult, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { onSignInOrOut } from '../monitor/token/session.js';
import { authorizationIn, createHeaders } from './headers.js';
import { createReceived } from './received.js';

/** How long the server may take to accept a WebSocket, in milliseconds. */
const ACK_TIMEOUT = 10_000;

/**
 * Queries and mutations go over HTTP, subscriptions over a WebSocket at the same address.
 *
 * @param onTokenNeeded called when the server refuses a request without a token
 */
export function createFetcher(url: URL, onTokenNeeded: () => void): Fetcher {
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const addHeaders = createHeaders();
  const refused = (headers: Readonly<Record<string, string>>) => {
    if (authorizationIn(headers) === undefined) onTokenNeeded();
  };
  const overHttp = createGraphiQLFetcher({
    url: url.href,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (response.status === 401) refused(init?.headers as Record<string, string>);
      return response;
    },
  });
  return async (params, options) => {
    const headers = addHeaders(options?.headers);
    const operation = operationOf(params);
    // Just after a change of tabs, GraphiQL would still send the operation name of the previous tab.
    const chosen = operation ? { ...params, operationName: operation.name?.value ?? null } : params;
    return operation?.operation === 'subscription'
      ? subscription(socketUrl.href, chosen, headers, () => refused(headers))
      : overHttp(chosen, { ...options, headers });
  };
}

/** The operation that will run. Undefined if the document does not define it; the server then reports the error. */
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
 * One WebSocket for each subscription. Browsers cannot send headers with a WebSocket, so the headers of the Headers editor
 * (Authorization) are sent in the `connection_init` message, once for each socket.
 */
function subscription(
  url: string,
  params: FetcherParams,
  connectionParams: Record<string, string>,
  onRefused: () => void,
): AsyncIterableIterator<ExecutionResult> {
  const received = createReceived();
  const client = createClient({
    url,
    connectionParams,
    connectionAckWaitTimeout: ACK_TIMEOUT,
    // By default, the client gives up when the server restarts.
    shouldRetry: (event) => !isRefusal(event),
    retryAttempts: Number.POSITIVE_INFINITY,
    on: {
      // Show a broken connection at once, instead of a silent gap.
      closed: (event) => {
        if (isRefusal(event)) onRefused();
        received.broken(`${broken(url, event as Event)} Reconnecting.`);
      },
      connected: () => received.live(),
    },
  });
  // The subscription of a user who has signed out must not go on.
  const leave = onSignInOrOut(() => client.terminate());
  client.subscribe(
    { query: params.query, operationName: params.operationName ?? null, variables: params.variables ?? null },
    {
      next: (result) => received.add(result),
      error: (cause) => {
        leave();
        received.fail(cause instanceof Event ? { message: broken(url, cause) } : cause);
      },
      // Also when the person stops it.
      complete: () => {
        leave();
        received.end();
      },
    },
  );
  return received.results(() => client.dispose());
}

/** True if another attempt would fail too: the token is missing or wrong. */
function isRefusal(event: unknown): boolean {
  return event instanceof CloseEvent && event.code === 4401;
}

const NO_WEBSOCKET =
  'The server is not running, or a proxy blocks WebSockets. ' +
  'Queries and mutations use plain HTTP and may still work.';

const ADVICE: Readonly<Record<number, string>> = {
  4401: 'Sign in, or enter the token of this server in the Headers editor: {"Authorization": "Bearer TOKEN"}.',
  4504: `The server did not accept the connection within ${ACK_TIMEOUT / 1000} s.`,
};

/** The message that GraphiQL shows. Browsers do not report why a WebSocket could not be opened. */
function broken(url: string, event: Event): string {
  if (!(event instanceof CloseEvent) || event.code === 1006) {
    return `No WebSocket connection to ${url}. ${NO_WEBSOCKET}`;
  }
  const why = [`code ${event.code}`, event.reason].filter(Boolean).join(', ');
  return [`The WebSocket to ${url} closed (${why}).`, ADVICE[event.code]].filter(Boolean).join(' ');
}
