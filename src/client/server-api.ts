import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ServerAddress } from '../config/types.js';
import { systemClock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';

/** The GraphQL API of a MultiSmurf server, for the commands that use one. */
export interface ServerApi {
  /**
   * One query or mutation.
   * @throws {ServerError}
   */
  ask<Data>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
  /** The results of a subscription, until the server or `signal` ends it. @throws {ServerError} */
  follow<Data>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): AsyncIterable<Data>;
  close(): Promise<void>;
}

/** `unreachable`: the server does not answer. `rejected`: it has rejected the request, and `message` has its reason. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly kind: 'unreachable' | 'rejected';

  constructor(kind: ServerError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A mutation waits for a run for at most 60 s. */
const ANSWER_MS = 75_000;

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
}

/** The URL is with or without `/graphql`. */
export function createServerApi({ url, token, user, ocsPassword }: ServerAddress): ServerApi {
  const headers: Record<string, string> = {
    ...(token && { authorization: `Bearer ${token.reveal()}` }),
    ...(user && { 'multismurf-user': encodeURIComponent(user) }),
    ...(ocsPassword && { 'ocs-password': ocsPassword.reveal() }),
  };
  const endpoint = `${url.replace(/\/+$/, '').replace(/\/graphql$/, '')}/graphql`;
  const unreachable = (error: unknown) =>
    new ServerError(
      'unreachable',
      `the server ${url} does not answer (${reasonOf(error)}); use --server URL for another one`,
    );
  const sockets = createClient({
    url: endpoint.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: headers,
    lazyCloseTimeout: 0,
    retryAttempts: 0,
  });

  return {
    async ask<Data>(query: string, variables = {}) {
      const late = new AbortController();
      const timer = systemClock.after(ANSWER_MS, () => late.abort(new Error('no answer in time')));
      let answer: Answer;
      try {
        const response = await fetch(endpoint, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query, variables }),
          signal: late.signal,
        });
        answer = (await response.json()) as Answer;
      } catch (error) {
        throw unreachable(error);
      } finally {
        timer.close();
      }
      return dataOf<Data>(answer);
    },
    async *follow<Data>(query: string, variables: Readonly<Record<string, unknown>>, signal: AbortSignal) {
      const results = sockets.iterate<unknown>({ query, variables });
      const end = () => void results.return?.();
      signal.addEventListener('abort', end);
      try {
        for await (const result of results) yield dataOf<Data>(result as Answer);
      } catch (error) {
        if (!signal.aborted) throw error instanceof ServerError ? error : unreachable(error);
      } finally {
        signal.removeEventListener('abort', end);
      }
    },
    close: async () => await sockets.dispose(),
  };
}

function dataOf<Data>({ data, errors }: Answer): Data {
  const [error] = errors ?? [];
  if (error) throw new ServerError('rejected', error.message);
  return data as Data;
}

/** The reason in an error of `fetch` is its cause; that in an event of a WebSocket is its error, or a code and a text. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.cause !== undefined) return messageOf(error.cause);
  if (Array.isArray(error)) return error.map(({ message }) => message).join(', ');
  const event = error as { readonly code?: unknown; readonly reason?: unknown; readonly error?: unknown };
  if (event.error instanceof Error) return messageOf(event.error);
  const { code, reason } = event;
  return typeof code === 'number'
    ? `closed with code ${code}${reason ? `: ${reason}` : ''}`
    : messageOf(error);
}
