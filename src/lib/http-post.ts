import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Clock } from './clock.js';
import { messageOf } from './error-message.js';
import type { Closable } from './topic.js';

export interface HttpPostOptions {
  readonly url: string;
  /** Maximum number of concurrent requests. Further requests wait in a queue; this time counts for their timeout. */
  readonly maxSockets: number;
  readonly maxAnswerBytes: number;
  /** Further headers of each request. Defaults to none. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Posts JSON to one URL, over sockets that stay open between requests. */
export interface HttpPost extends Closable {
  /**
   * Rejects only with a {@link PostFailure}, and settles within `boundMs`. Aborting `signal` closes the socket; the
   * server may continue its work.
   */
  send(body: string, boundMs: number, signal?: AbortSignal): Promise<HttpAnswer>;
}

/** Why a request has no answer. */
export class PostFailure extends Error {
  override readonly name = 'PostFailure';
  readonly kind: 'not-sent' | 'unanswered' | 'too-large';
  /** True if we ended the request (timeout, abort, `close`), false if the network did. */
  readonly ours: boolean;

  constructor(kind: PostFailure['kind'], message: string, ours: boolean) {
    super(message);
    this.kind = kind;
    this.ours = ours;
  }
}

/** Uses `node:http`, since `fetch` does not show whether a request was sent, and shares its sockets with other code. */
export function createHttpPost(options: HttpPostOptions): HttpPost {
  const { url, maxSockets, maxAnswerBytes, headers, clock } = options;
  const isTls = url.startsWith('https:');
  const { Agent, request } = isTls ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets });
  const open = new Set<(why: string) => void>();
  let closed = false;

  return {
    async send(body, boundMs, signal) {
      if (closed) throw new PostFailure('not-sent', 'this program has closed the connection', true);
      if (signal?.aborted) throw new PostFailure('not-sent', 'aborted before it was sent', true);
      const outgoing = request(url, {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-type': 'application/json' },
      });
      let sent = false;
      outgoing.once('socket', (socket) => {
        if (!socket.connecting) sent = true;
        else
          socket.once(isTls ? 'secureConnect' : 'connect', () => {
            sent = true;
          });
      });
      // An error can also come after the request has ended.
      outgoing.on('error', () => {});
      let ended: string | null = null;
      const end = (why: string) => {
        ended ??= why;
        outgoing.destroy(new Error(why));
      };
      const onAbort = () => end('aborted');
      const bound = clock.after(boundMs, () => end(`no answer within ${boundMs / 1000} s`));
      signal?.addEventListener('abort', onAbort, { once: true });
      open.add(end);
      try {
        outgoing.end(body);
        const [response] = (await once(outgoing, 'response')) as [http.IncomingMessage];
        const text = await readText(response, maxAnswerBytes);
        return { status: response.statusCode ?? 0, headers: response.headers, text };
      } catch (error) {
        if (error instanceof PostFailure) throw error;
        throw new PostFailure(sent ? 'unanswered' : 'not-sent', ended ?? describe(error), ended !== null);
      } finally {
        open.delete(end);
        signal?.removeEventListener('abort', onAbort);
        bound.close();
      }
    },
    close() {
      closed = true;
      for (const end of [...open]) end('this program has closed the connection');
      agent.destroy();
    },
  };
}

async function readText(response: http.IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the response and its socket.
    if (size > maxBytes) {
      throw new PostFailure('too-large', `the answer has more than ${maxBytes} bytes`, true);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** If a host name has two addresses, Node's error contains one error for each, and has no message itself. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join(', ');
  return messageOf(error);
}
