import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { createIdentities } from '../../src/auth/identities.js';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../../src/http/server.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import type { Product } from '../product.js';
import { within } from '../until.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export const SLOTS = '{ smurfInstances { id } }';
export const WATCH = 'subscription { network { connected } }';
export const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

export const asking = (query: string, headers: Record<string, string> = {}): Question => ({
  method: 'POST',
  headers: { ...JSON_HEADERS, ...headers },
  body: JSON.stringify({ query }),
});

/** Asks with exactly these headers, also those that `fetch` does not let one choose; the body is yet to come. */
export async function openAnswer(
  url: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<IncomingMessage> {
  const sent = httpRequest(url, { method, headers, agent: false });
  sent.end(body);
  const [response] = await within(once(sent, 'response'), `the answer to ${method} ${url}`);
  return response;
}

export async function send(url: string, question: Question = {}): Promise<Answer> {
  const response = await openAnswer(url, question);
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

export function codeOf({ body }: Pick<Answer, 'body'>): unknown {
  return JSON.parse(body).errors[0].extensions?.code;
}

/** Sends a text as it is, and gives all that comes back until the server closes. */
export async function sendRaw(url: string, text: string, encoding?: BufferEncoding): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text, encoding);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await within(once(socket, 'close'), 'the end of the connection');
  return answer;
}

/** One more server on the core of a product, with a clock and limits of its own. */
export async function serveHttp(
  t: TestContext,
  { core }: Pick<Product, 'core'>,
  { authToken = null, ...options }: Partial<HttpServerOptions> & { readonly authToken?: string | null } = {},
): Promise<HttpServer> {
  const standing = { registered: true, refusal: null };
  const agent = { address: 'observatory.multismurf', standing, onStandingChange: () => ({ close() {} }) };
  const metrics = createMetrics();
  t.after(() => metrics.close());
  const http = await startHttpServer({
    ...{ core, agent, metrics, host: '127.0.0.1', port: 0, title: 'Test', logger: silentLogger },
    identities: createIdentities({ commonToken: authToken }),
    ...options,
  });
  t.after(() => http.close());
  return http;
}

/** A WebSocket for a test that sends the messages of graphql-transport-ws itself. */
export interface RawSocket {
  readonly socket: WebSocket;
  say(message: unknown): void;
  /** The next message; fails when the socket closes first. */
  next(): Promise<Record<string, unknown>>;
  /** Code and reason of the close, and the messages that came before it and were not taken. */
  readonly closed: Promise<{
    readonly code: number;
    readonly reason: string;
    readonly rest: readonly unknown[];
  }>;
}

export async function openSocket(
  t: TestContext,
  url: string,
  options: ConstructorParameters<typeof WebSocket>[2] = {},
): Promise<RawSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', options);
  t.after(() => socket.terminate());
  const waiting: Record<string, unknown>[] = [];
  let wake = () => {};
  socket.on('message', (text) => {
    waiting.push(JSON.parse(String(text)));
    wake();
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({
    ...{ code, reason: String(reason), rest: waiting },
  }));
  await within(once(socket, 'open'), 'an open WebSocket');
  return {
    socket,
    closed,
    say: (message) => socket.send(JSON.stringify(message)),
    async next() {
      const arrived = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (waiting.length === 0) await within(Promise.race([arrived, closed]), 'a message');
      const message = waiting.shift();
      if (!message) throw new Error('The WebSocket is closed.');
      return message;
    },
  };
}

/** Introduces itself, as every client does first. */
export async function initialise({ say, next }: RawSocket, payload?: object): Promise<void> {
  say({ type: 'connection_init', ...(payload && { payload }) });
  await next();
}
