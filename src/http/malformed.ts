import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { rejectConnection } from '../lib/reject-connection.js';
import { type Refusal, refusalBody } from './refusal.js';

/**
 * Rejects a request whose target is not a path (`*`, `http://other/graphql`) or whose `Host` is not a name. Yoga
 * builds a URL from both, and answers with a stack trace if that fails.
 */
export function checkTarget({ url = '', headers: { host = 'localhost' } }: IncomingMessage): Refusal | null {
  if (url.startsWith('/') && URL.canParse(`http://${host}${url}`)) return null;
  return {
    code: 'BAD_REQUEST',
    message: 'The request target must be a path such as /graphql. The Host header must be a host name.',
  };
}

/** The status of an error of Node, and why, with the option of the limit. */
const CAUSES: Readonly<Record<string, readonly [status: string, why: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'it did not arrive in time (--max-request-ms)'],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'its address and headers are too long (--max-head-bytes)',
  ],
};

/** Answers requests that Node could not parse as HTTP, or that did not arrive in time. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const [status, why] = CAUSES[error.code ?? ''] ?? ['400 Bad Request', 'it is not HTTP'];
    const message = `The request could not be read: ${why}.`;
    rejectConnection(socket, status, refusalBody({ code: 'BAD_REQUEST', message }));
  });
}
